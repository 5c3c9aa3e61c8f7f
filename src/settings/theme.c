/* Themes: named colours in three tiers, styles with dotted fallback.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/settings.h>

#include "settings/themes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THEME_MAX_BYTES ((size_t)1 << 18)

static const char *const style_names[] = {
#define STYLE(id, name, help) name,
#include "../tables/styles.def"
#undef STYLE
};

static const bool overlays[] = {
#define STYLE(id, name, help) false,
#define OVERLAY(id, name, help) true,
#include "../tables/styles.def"
#undef STYLE
};

const char *style_get_name(StyleId style)
{
    return style_names[style];
}

bool style_is_overlay(StyleId style)
{
    return overlays[style];
}

/* ---- reading ----------------------------------------------------------- */

typedef struct NamedColour {
    Str name;
    Colour colour;
} NamedColour;

/* What the file said about a style, before anything fell back. */
typedef struct StyleRow {
    bool has_flags;
    Look look;
} StyleRow;

typedef struct ThemeReader {
    Arena *arena;
    NamedColour *colours;
    size_t colour_count, colour_capacity;
    StyleRow rows[STYLE_COUNT];
} ThemeReader;

static const char *const colour16_names[] = {
    "black",        "red",           "green",       "yellow",         "blue",
    "magenta",      "cyan",          "white",       "bright-black",   "bright-red",
    "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white",
};

static bool parse_rgb(Str word, int32_t *rgb)
{
    if (word.len != 7 || word.data[0] != '#')
        return false;
    int32_t value = 0;
    for (size_t i = 1; i < 7; i++) {
        const char *digits = "0123456789abcdef";
        char byte = word.data[i];
        if (byte >= 'A' && byte <= 'F')
            byte = (char)(byte - 'A' + 'a');
        const char *found = byte ? strchr(digits, byte) : NULL;
        if (!found)
            return false;
        value = value * 16 + (int32_t)(found - digits);
    }
    *rgb = value;
    return true;
}

static bool parse_colour16(Str word, int16_t *colour, Error *err)
{
    for (int16_t i = 0; i < (int16_t)ARRAY_SIZE(colour16_names); i++)
        if (str_is_equal(word, str_from(colour16_names[i]))) {
            *colour = i;
            return true;
        }
    return name_refuse(err, ERR_SETTINGS, _("colour of the 16"), "piyue-theme", word,
                       colour16_names, ARRAY_SIZE(colour16_names));
}

/* `color NAME #RRGGBB 0..255 NAME-OF-16`; any tier may be `default`. */
static bool read_colour(ThemeReader *reader, const Words *words, Error *err)
{
    if (words->count != 5)
        return error_set(err, ERR_SETTINGS, _("this is to be written as: %s"),
                         "color NAME #RRGGBB 0..255 black|red|...");
    Colour colour = {true, -1, -1, -1};
    Str rgb = words->items[2], of_256 = words->items[3], of_16 = words->items[4];
    if (!str_is_equal(rgb, STR("default")) && !parse_rgb(rgb, &colour.rgb))
        return error_set(err, ERR_SETTINGS, _("'%.*s' is not a colour like #2b2b2b"),
                         STR_ARG(rgb));
    int64_t number = -1;
    if (!str_is_equal(of_256, STR("default")) &&
        (!str_parse_int(of_256, &number) || number < 0 || number > 255))
        return error_set(err, ERR_SETTINGS, _("'%.*s' is not a number from 0 to 255"),
                         STR_ARG(of_256));
    colour.colour256 = (int16_t)number;
    if (!str_is_equal(of_16, STR("default")) &&
        !parse_colour16(of_16, &colour.colour16, err))
        return false;
    reader->colours = mem_grow(reader->colours, &reader->colour_capacity,
                               reader->colour_count + 1, sizeof(*reader->colours));
    reader->colours[reader->colour_count++] =
        (NamedColour){arena_str(reader->arena, words->items[1]), colour};
    return true;
}

static bool find_colour(const ThemeReader *reader, Str name, Colour *colour, Error *err)
{
    if (str_is_equal(name, STR("default"))) {
        *colour = (Colour){true, -1, -1, -1};
        return true;
    }
    const char **names = mem_alloc_array(reader->colour_count, sizeof(*names));
    bool is_found = false;
    for (size_t i = reader->colour_count; i-- > 0;) {
        names[i] = reader->colours[i].name.data;
        if (!is_found && str_is_equal(reader->colours[i].name, name)) {
            *colour = reader->colours[i].colour;
            is_found = true;
        }
    }
    if (!is_found)
        name_refuse(err, ERR_SETTINGS, _("colour or attribute"), "piyue-theme", name,
                    names, reader->colour_count);
    free(names);
    return is_found;
}

static bool parse_flag(Str word, uint8_t *flag)
{
    static const struct {
        const char *name;
        uint8_t flag;
    } flags[] = {
        {"plain", 0},
        {"bold", LOOK_BOLD},
        {"dim", LOOK_DIM},
        {"italic", LOOK_ITALIC},
        {"underline", LOOK_UNDERLINE},
        {"reverse", LOOK_REVERSE},
        {"strike", LOOK_STRIKE},
    };
    for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
        if (str_is_equal(word, str_from(flags[i].name))) {
            *flag = flags[i].flag;
            return true;
        }
    return false;
}

/* `style NAME [COLOUR] [on COLOUR] [plain|bold|…]` */
static bool read_style(ThemeReader *reader, const Words *words, Error *err)
{
    if (words->count < 2)
        return error_set(err, ERR_SETTINGS, _("this is to be written as: %s"),
                         "style NAME [COLOR] [on COLOR] [bold|dim|italic|...]");
    Str name = words->items[1];
    size_t id = 0;
    while (id < STYLE_COUNT && !str_is_equal(name, str_from(style_names[id])))
        id++;
    if (id == STYLE_COUNT)
        return name_refuse(err, ERR_SETTINGS, _("style"), "piyue-theme", name,
                           style_names, STYLE_COUNT);
    StyleRow row = {0};
    for (size_t i = 2; i < words->count; i++) {
        uint8_t flag = 0;
        bool is_ground = str_is_equal(words->items[i], STR("on")) && i + 1 < words->count;
        if (!is_ground && parse_flag(words->items[i], &flag)) {
            row.has_flags = true;
            row.look.flags |= flag;
        } else if (!find_colour(reader, words->items[is_ground ? ++i : i],
                                is_ground ? &row.look.bg : &row.look.fg, err)) {
            return false;
        }
    }
    reader->rows[id] = row;
    return true;
}

static bool read_row(ThemeReader *reader, Str row, Error *err)
{
    static const char *const commands[] = {"color", "style"};
    Words words;
    if (!lexer_split(row, reader->arena, &words, err))
        return false;
    if (words.count == 0)
        return true;
    if (str_is_equal(words.items[0], STR("color")))
        return read_colour(reader, &words, err);
    if (str_is_equal(words.items[0], STR("style")))
        return read_style(reader, &words, err);
    return name_refuse(err, ERR_SETTINGS, _("command"), "piyue-theme", words.items[0],
                       commands, ARRAY_SIZE(commands));
}

/* ---- falling back ------------------------------------------------------ */

static void fill_in(Look *look, bool *has_flags, const StyleRow *from)
{
    if (!look->fg.is_set)
        look->fg = from->look.fg;
    if (!look->bg.is_set)
        look->bg = from->look.bg;
    if (!*has_flags && from->has_flags) {
        look->flags = from->look.flags;
        *has_flags = true;
    }
}

/* The style that `a.b` falls back to: `a`. STYLE_TEXT when there is none. */
static StyleId find_parent(StyleId style)
{
    Str name = str_from(style_names[style]);
    Str parent = name;
    while (parent.len && parent.data[parent.len - 1] != '.')
        parent.len--;
    if (parent.len)
        parent.len--;
    for (int id = 0; parent.len && id < STYLE_COUNT; id++)
        if (str_is_equal(parent, str_from(style_names[id])))
            return (StyleId)id;
    return STYLE_TEXT;
}

static Look resolve(const ThemeReader *reader, StyleId style)
{
    Look look = {0};
    bool has_flags = false;
    StyleId at = style;
    for (; at != STYLE_TEXT; at = find_parent(at))
        fill_in(&look, &has_flags, &reader->rows[at]);
    if (!overlays[style])
        fill_in(&look, &has_flags, &reader->rows[STYLE_TEXT]);
    return look;
}

Look theme_get_look(const Theme *theme, StyleId base, StyleId overlay)
{
    Look look = theme->looks[STYLE_TEXT];
    const StyleId layers[] = {base, overlay};
    for (size_t i = 0; i < ARRAY_SIZE(layers); i++) {
        const Look *above = &theme->looks[layers[i]];
        if (layers[i] == STYLE_TEXT)
            continue;
        if (above->fg.is_set)
            look.fg = above->fg;
        if (above->bg.is_set)
            look.bg = above->bg;
        look.flags |= above->flags;
    }
    return look;
}

bool theme_parse(Theme *theme, Str text, const char *place, Error *err)
{
    ThemeReader reader = {.arena = arena_new()};
    bool is_read = true;
    int number = 1;
    for (Str rest = text; is_read && rest.data; number++) {
        Str row = str_split(&rest, '\n');
        is_read = read_row(&reader, row, err);
        if (!is_read)
            error_context(err, "%s:%d", place, number);
    }
    if (is_read) {
        Str name = path_get_name(str_from(place));
        if (str_has_suffix(name, STR(".theme")))
            name.len -= STR(".theme").len;
        char *owned_name = str_dup(name);
        free(theme->name);
        theme->name = owned_name;
        for (int id = 0; id < STYLE_COUNT; id++)
            theme->looks[id] = resolve(&reader, (StyleId)id);
    }
    free(reader.colours);
    arena_free(reader.arena);
    return is_read;
}

/* ---- finding ----------------------------------------------------------- */

static Str get_embedded(const EmbeddedTheme *embedded)
{
    return (Str){embedded->data, embedded->len_bytes};
}

const char *theme_get_name(size_t index)
{
    size_t count = 0;
    while (embedded_themes[count].name)
        count++;
    return embedded_themes[MIN(index, count)].name;
}

void theme_init_default(Theme *theme)
{
    *theme = (Theme){0};
    Error err = {0};
    bool is_parsed =
        theme_parse(theme, get_embedded(embedded_themes), embedded_themes->name, &err);
    BUG_ON(!is_parsed);
}

void theme_clear(Theme *theme)
{
    free(theme->name);
    *theme = (Theme){0};
}

static bool load_file(Theme *theme, const char *path, Error *err)
{
    StrBuf text = {0};
    bool is_loaded = file_read(path, THEME_MAX_BYTES, &text, err);
    if (!is_loaded)
        err->code = ERR_SETTINGS;
    is_loaded = is_loaded && theme_parse(theme, strbuf_get(&text), path, err);
    strbuf_clear(&text);
    return is_loaded;
}

static bool refuse_name(const char *name, Error *err)
{
    StrBuf names = {0};
    for (const EmbeddedTheme *theme = embedded_themes; theme->name; theme++)
        strbuf_appendf(&names, "%s%s", names.len ? ", " : "", theme->name);
    char *own = paths_get_theme(name, true);
    error_set(err, ERR_SETTINGS,
              _("there is no theme '%s': piyue brings %s; one of your own would be %s"),
              name, names.data, own);
    free(own);
    strbuf_clear(&names);
    return false;
}

bool theme_load(Theme *theme, const char *name, Error *err)
{
    if (strchr(name, '/'))
        return load_file(theme, name, err);
    for (int is_installed = 0; is_installed < 2; is_installed++) {
        char *path = paths_get_theme(name, !is_installed);
        bool is_there = access(path, F_OK) == 0;
        bool is_loaded = is_there && load_file(theme, path, err);
        free(path);
        if (is_there)
            return is_loaded;
    }
    for (const EmbeddedTheme *embedded = embedded_themes; embedded->name; embedded++)
        if (strcmp(embedded->name, name) == 0)
            return theme_parse(theme, get_embedded(embedded), name, err);
    return refuse_name(name, err);
}
