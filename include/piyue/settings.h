/* settings: what a user can set, and where things are.
 *
 * One lexer reads piyuerc, themes and the `:` row. Options, styles and their
 * defaults are rows of tables (src/tables); an unknown name is an error with file,
 * row and a near match. Holds values; acts on none of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_SETTINGS_H
#define PIYUE_SETTINGS_H

#include <piyue/base.h>
#include <piyue/text.h>

/* ---- words of a configuration row -------------------------------------- */

/* Splits one row into words: blanks part them, '…' and "…" keep them together (with
 * \" \\ \n \t in double quotes), a word that starts with # starts a comment, unless it
 * is a colour (#2b2b2b) behind another word. Words live in `arena`. */
typedef struct Words {
    Str *items;
    size_t count;
} Words;
bool lexer_split(Str row, Arena *arena, Words *words, Error *err) MUST_CHECK;

/* The one of `names` that is meant by the mistyped `name`, or NULL where none is like it. */
const char *name_find_near(Str name, const char *const *names, size_t count);
/* Sets "unknown WHAT 'NAME'; did you mean …?" and returns false. `what` is translated;
 * `page` is that of the manual which lists the names, where they are many. */
bool name_refuse(Error *err, ErrorCode code, const char *what, const char *page, Str name,
                 const char *const *names, size_t count);

/* ---- options ----------------------------------------------------------- */

enum {
    OPTION_COUNT = 0 /* rows of options.def */
#define OPTION_BOOL(name, initial, help) +1
#define OPTION_INT(name, initial, lowest, highest, help) +1
#define OPTION_WORD(name, initial, choices, help) +1
#define OPTION_TEXT(name, initial, help) +1
#include "../../src/tables/options.def"
#undef OPTION_BOOL
#undef OPTION_INT
#undef OPTION_WORD
#undef OPTION_TEXT
};

/* One field for each row of options.def: `bool name`, `int name` or `const char *name`
 * (owned by the Settings; enumerations are their words). */
typedef struct Settings {
#define OPTION_BOOL(name, initial, help) bool name;
#define OPTION_INT(name, initial, lowest, highest, help) int name;
#define OPTION_WORD(name, initial, choices, help) const char *name;
#define OPTION_TEXT(name, initial, help) const char *name;
#include "../../src/tables/options.def"
#undef OPTION_BOOL
#undef OPTION_INT
#undef OPTION_WORD
#undef OPTION_TEXT
    Arena *arena; /* texts set by the user */
    Str places[OPTION_COUNT]; /* "piyuerc:12", where a row set the option */
    /* `bind CONTEXT KEYS ACTION` rows, checked later by the keymap: */
    struct SettingsBinding {
        Str context, keys, action;
        Str place; /* "piyuerc:12", for messages */
    } *bindings;
    size_t binding_count, binding_capacity;
    /* `heading PATTERN [FAMILY]` rows, checked later by the outline: */
    struct SettingsHeading {
        Str pattern, like; /* like is empty where it is not given */
        Str place;
    } *headings;
    size_t heading_count, heading_capacity;
    /* `mark NAME COLOUR` rows: colours under names of the user's own */
    struct SettingsMark {
        Str name;
        const struct MarkColour *colour; /* static */
    } *marks;
    size_t mark_count, mark_capacity;
} Settings;

void settings_init(Settings *settings); /* the defaults */
void settings_clear(Settings *settings);
/* Sets one option from words; ERR_SETTINGS names the option, what is wrong and
 * what is allowed. Hyphens and underscores in names are the same. */
bool settings_set(Settings *settings, Str name, Str value, Error *err) MUST_CHECK;
/* Appends the value of an option as `set` takes it; false for an unknown name. */
bool settings_append_value(const Settings *settings, Str name, StrBuf *out);
/* Whoever uses the value of an option refuses it: puts the place of its row, where it is
 * of one, before the message. False. */
bool settings_place_error(const Settings *settings, Str name, Error *err);
/* Obeys one row: `set NAME VALUE`, `bind CONTEXT KEYS ACTION`,
 * `heading PATTERN [FAMILY]`, `mark NAME COLOUR`, a comment. */
bool settings_obey(Settings *settings, Str row, Str place, Error *err) MUST_CHECK;
/* Reads a configuration file; a missing one is fine unless `must_exist`. The first
 * error stops it, with "file:row: …". */
bool settings_read_file(Settings *settings, const char *path, bool must_exist,
                        Error *err) MUST_CHECK;

typedef struct OptionInfo {
    const char *name, *kind, *initial, *allowed, *help; /* static; help is a msgid */
} OptionInfo;
const OptionInfo *settings_list_options(size_t *count);

/* ---- styles and themes ------------------------------------------------- */

typedef enum StyleId {
#define STYLE(id, name, help) STYLE_##id,
#include "../../src/tables/styles.def"
#undef STYLE
    STYLE_COUNT
} StyleId;

enum LookFlag {
    LOOK_BOLD = 1 << 0,
    LOOK_DIM = 1 << 1,
    LOOK_ITALIC = 1 << 2,
    LOOK_UNDERLINE = 1 << 3,
    LOOK_REVERSE = 1 << 4,
    LOOK_STRIKE = 1 << 5,
};

/* A colour in its three tiers. -1 in a tier: the terminal's default; `is_set` false:
 * what lies below shows through. */
typedef struct Colour {
    bool is_set;
    int32_t rgb;    /* 0xRRGGBB */
    int16_t colour256, colour16;
} Colour;
typedef struct Look {
    Colour fg, bg;
    uint8_t flags; /* LookFlag bits, added to those below */
} Look;

typedef struct Theme {
    char *name; /* owned */
    Look looks[STYLE_COUNT]; /* resolved: heading.2 falls back to heading, to text */
} Theme;

/* The look of a cell of style `base` under `overlay` (STYLE_TEXT: none). Styles that lie
 * over text (OVERLAY rows of the table) leave colours unset where the theme says nothing;
 * all others are complete, the text's colours filled in. */
Look theme_get_look(const Theme *theme, StyleId base, StyleId overlay);

/* The theme compiled in (宣纸), always there. */
void theme_init_default(Theme *theme);
void theme_clear(Theme *theme);
/* Loads `name` from the user's themes, else from the installed ones, else from those that
 * are compiled in (all that come with piyue); or a path with a slash. On failure the
 * theme is untouched; ERR_SETTINGS says file, row and cause. */
bool theme_load(Theme *theme, const char *name, Error *err) MUST_CHECK;
bool theme_parse(Theme *theme, Str text, const char *place, Error *err) MUST_CHECK;
const char *style_get_name(StyleId style);
bool style_is_overlay(StyleId style);
/* All themes that can be loaded by name: those of piyue in their order, then the user's. */
typedef struct ThemeInfo {
    Str name, summary; /* what its first comment says, in the language of messages */
    bool is_own;
} ThemeInfo;
const ThemeInfo *theme_list(Arena *arena, size_t *count);
/* The theme that `theme = auto` stands for on a light or a dark ground. */
const char *theme_get_name_for(bool is_light);
/* What COLORFGBG says of the terminal's ground; false where it says nothing. */
bool theme_guess_ground(bool *is_light);
/* Sets the theme that was chosen on the screen, kept in the state directory, unless the
 * configuration was changed since: the later of the two counts. */
void theme_recall_choice(Settings *settings, const char *config_path);
bool theme_keep_choice(Str name, Error *err) MUST_CHECK;
/* Name of the theme number `index` of those that come with piyue; NULL behind the last. */
const char *theme_get_name(size_t index);

/* ---- colours of passages ------------------------------------------------ */

/* One of the colours of marks.def, or one of these under a name of the user's own. */
typedef struct MarkColour {
    const char *name;   /* as passages keep it */
    const char *letter; /* one ASCII letter, for the margin */
    const char *help;   /* msgid: its name for people */
    StyleId look;
} MarkColour;
const MarkColour *mark_list_colours(size_t *count);
/* The colour that a passage with this style is drawn in: by the names of `settings` (NULL
 * is fine) or of the table. NULL for an empty or unknown one. */
const MarkColour *mark_find_colour(const Settings *settings, Str name);
/* True for a known name and for an empty one; ERR_USAGE lists those that are known. */
bool mark_check_colour(const Settings *settings, Str name, Error *err) MUST_CHECK;
/* The names that can be typed, in the order of the table, then the user's own. False
 * behind the last. */
bool mark_get_name(const Settings *settings, size_t index, Str *name);

/* ---- places ------------------------------------------------------------ */

/* All owned by the caller. Never the working directory. */
char *paths_get_library(const char *option); /* --library, PIYUE_LIBRARY, XDG_DATA_HOME */
char *paths_get_config(const char *option);  /* --config, XDG_CONFIG_HOME/piyue/piyuerc */
/* The folder of export templates beside the configuration. */
char *paths_get_templates(const char *option);
char *paths_get_theme(const char *name, bool user);
char *paths_get_state(void); /* XDG_STATE_HOME/piyue: what was learnt of terminals */

/* The width policy that the options ask for. */
WidthPolicy settings_get_width(const Settings *settings);

#endif
