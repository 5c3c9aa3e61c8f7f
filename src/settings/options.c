/* Options: the table, values and the configuration file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/settings.h>

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define CONFIG_MAX_BYTES ((size_t)1 << 20)

typedef enum OptionKind {
    OPTION_KIND_BOOL,
    OPTION_KIND_INT,
    OPTION_KIND_WORD,
    OPTION_KIND_TEXT
} OptionKind;

/* What the table says, in the shape that code needs. */
typedef struct Option {
    OptionKind kind;
    size_t field; /* offset into Settings */
    int lowest, highest;
    const char *choices;
} Option;

#define FIELD(name) offsetof(Settings, name)
static const Option options[OPTION_COUNT] = {
#define OPTION_BOOL(name, initial, help) {OPTION_KIND_BOOL, FIELD(name), 0, 1, NULL},
#define OPTION_INT(name, initial, lowest, highest, help)                                 \
    {OPTION_KIND_INT, FIELD(name), lowest, highest, NULL},
#define OPTION_WORD(name, initial, choices, help)                                        \
    {OPTION_KIND_WORD, FIELD(name), 0, 0, choices},
#define OPTION_TEXT(name, initial, help) {OPTION_KIND_TEXT, FIELD(name), 0, 0, NULL},
#include "../tables/options.def"
#undef OPTION_BOOL
#undef OPTION_INT
#undef OPTION_WORD
#undef OPTION_TEXT
};

static const OptionInfo option_infos[] = {
#define OPTION_BOOL(name, initial, help)                                                 \
    {#name, "bool", (initial) ? "on" : "off", "on|off", help},
#define OPTION_INT(name, initial, lowest, highest, help)                                 \
    {#name, "int", #initial, #lowest ".." #highest, help},
#define OPTION_WORD(name, initial, choices, help) {#name, "word", initial, choices, help},
#define OPTION_TEXT(name, initial, help) {#name, "text", initial, "", help},
#include "../tables/options.def"
#undef OPTION_BOOL
#undef OPTION_INT
#undef OPTION_WORD
#undef OPTION_TEXT
};

static const char *const option_names[] = {
#define OPTION_BOOL(name, initial, help) #name,
#define OPTION_INT(name, initial, lowest, highest, help) #name,
#define OPTION_WORD(name, initial, choices, help) #name,
#define OPTION_TEXT(name, initial, help) #name,
#include "../tables/options.def"
#undef OPTION_BOOL
#undef OPTION_INT
#undef OPTION_WORD
#undef OPTION_TEXT
};

const OptionInfo *settings_list_options(size_t *count)
{
    *count = ARRAY_SIZE(option_infos);
    return option_infos;
}

void settings_init(Settings *settings)
{
    *settings = (Settings){
#define OPTION_BOOL(name, initial, help) .name = initial,
#define OPTION_INT(name, initial, lowest, highest, help) .name = initial,
#define OPTION_WORD(name, initial, choices, help) .name = initial,
#define OPTION_TEXT(name, initial, help) .name = initial,
#include "../tables/options.def"
#undef OPTION_BOOL
#undef OPTION_INT
#undef OPTION_WORD
#undef OPTION_TEXT
        .arena = arena_new(),
    };
}

void settings_clear(Settings *settings)
{
    arena_free(settings->arena);
    free(settings->bindings);
    free(settings->headings);
    free(settings->marks);
    *settings = (Settings){0};
}

/* ---- one option -------------------------------------------------------- */

static bool name_is_equal(Str name, Str typed)
{
    if (name.len != typed.len)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (name.data[i] != (typed.data[i] == '-' ? '_' : typed.data[i]))
            return false;
    return true;
}

static const Option *find_option(Str name)
{
    for (size_t i = 0; i < ARRAY_SIZE(options); i++)
        if (name_is_equal(str_from(option_names[i]), name))
            return &options[i];
    return NULL;
}

static bool parse_bool(Str value, bool *is_on)
{
    static const char *const on[] = {"on", "yes", "true", "1"};
    static const char *const off[] = {"off", "no", "false", "0"};
    for (size_t i = 0; i < ARRAY_SIZE(on); i++) {
        bool says_on = str_is_equal(value, str_from(on[i]));
        if (!says_on && !str_is_equal(value, str_from(off[i])))
            continue;
        *is_on = says_on;
        return true;
    }
    return false;
}

static bool is_choice(const char *choices, Str value)
{
    for (Str rest = str_from(choices); rest.data;)
        if (str_is_equal(str_split(&rest, '|'), value))
            return true;
    return false;
}

bool settings_set(Settings *settings, Str name, Str value, Error *err)
{
    const Option *option = find_option(name);
    if (!option)
        return name_refuse(err, ERR_SETTINGS, _("option"), "piyuerc", name, option_names,
                           ARRAY_SIZE(option_names));
    settings->places[option - options] = (Str){0};
    char *field = (char *)settings + option->field;
    switch (option->kind) {
    case OPTION_KIND_BOOL:
        if (!parse_bool(value, (bool *)(void *)field))
            return error_set(err, ERR_SETTINGS, _("%.*s is on or off, not '%.*s'"),
                             STR_ARG(name), STR_ARG(value));
        return true;
    case OPTION_KIND_INT: {
        int64_t number = 0;
        if (!str_parse_int(value, &number) || number < option->lowest ||
            number > option->highest)
            return error_set(
                err, ERR_SETTINGS, _("%.*s is a number from %d to %d, not '%.*s'"),
                STR_ARG(name), option->lowest, option->highest, STR_ARG(value));
        *(int *)(void *)field = (int)number;
        return true;
    }
    case OPTION_KIND_WORD:
        if (!is_choice(option->choices, value))
            return error_set(err, ERR_SETTINGS, _("%.*s is one of %s, not '%.*s'"),
                             STR_ARG(name), option->choices, STR_ARG(value));
        break;
    case OPTION_KIND_TEXT:
        break;
    }
    *(const char **)(void *)field = arena_str(settings->arena, value).data;
    return true;
}

bool settings_place_error(const Settings *settings, Str name, Error *err)
{
    const Option *option = find_option(name);
    Str place = option ? settings->places[option - options] : (Str){0};
    return place.len ? error_context(err, "%.*s", STR_ARG(place)) : false;
}

bool settings_append_value(const Settings *settings, Str name, StrBuf *out)
{
    const Option *option = find_option(name);
    if (!option)
        return false;
    const char *field = (const char *)settings + option->field;
    switch (option->kind) {
    case OPTION_KIND_BOOL:
        strbuf_append_text(out, *(const bool *)(const void *)field ? "on" : "off");
        break;
    case OPTION_KIND_INT:
        strbuf_appendf(out, "%d", *(const int *)(const void *)field);
        break;
    case OPTION_KIND_WORD:
    case OPTION_KIND_TEXT:
        strbuf_append_text(out, *(const char *const *)(const void *)field);
        break;
    }
    return true;
}

WidthPolicy settings_get_width(const Settings *settings)
{
    Str word = str_from(settings->ambiguous);
    return (WidthPolicy){str_is_equal(word, STR("wide"))   ? AMBIGUOUS_WIDE
                         : str_is_equal(word, STR("safe")) ? AMBIGUOUS_SAFE
                                                           : AMBIGUOUS_NARROW};
}

/* ---- rows and files ---------------------------------------------------- */

static void add_binding(Settings *settings, const Words *words, Str place)
{
    settings->bindings =
        mem_grow(settings->bindings, &settings->binding_capacity,
                 settings->binding_count + 1, sizeof(*settings->bindings));
    settings->bindings[settings->binding_count++] =
        (struct SettingsBinding){.context = arena_str(settings->arena, words->items[1]),
                                 .keys = arena_str(settings->arena, words->items[2]),
                                 .action = arena_str(settings->arena, words->items[3]),
                                 .place = arena_str(settings->arena, place)};
}

static void add_heading(Settings *settings, const Words *words, Str place)
{
    settings->headings =
        mem_grow(settings->headings, &settings->heading_capacity,
                 settings->heading_count + 1, sizeof(*settings->headings));
    Str like = words->count > 2 ? arena_str(settings->arena, words->items[2]) : (Str){0};
    settings->headings[settings->heading_count++] =
        (struct SettingsHeading){.pattern = arena_str(settings->arena, words->items[1]),
                                 .like = like,
                                 .place = arena_str(settings->arena, place)};
}

/* Names are kept with passages: what is one of the table stays what it says. */
static bool add_mark(Settings *settings, const Words *words, Error *err)
{
    Str name = words->items[1];
    const MarkColour *colour = mark_find_colour(NULL, words->items[2]);
    if (!colour) {
        size_t count = 0;
        const MarkColour *colours = mark_list_colours(&count);
        const char **names = mem_alloc_array(count, sizeof(*names));
        for (size_t i = 0; i < count; i++)
            names[i] = colours[i].name;
        name_refuse(err, ERR_SETTINGS, _("colour of passages"), "piyuerc",
                    words->items[2], names, count);
        free(names);
        return false;
    }
    if (mark_find_colour(NULL, name))
        return error_set(err, ERR_SETTINGS, _("'%.*s' is a colour of piyue already"),
                         STR_ARG(name));
    settings->marks = mem_grow(settings->marks, &settings->mark_capacity,
                               settings->mark_count + 1, sizeof(*settings->marks));
    settings->marks[settings->mark_count++] =
        (struct SettingsMark){.name = arena_str(settings->arena, name), .colour = colour};
    return true;
}

static bool set_in_row(Settings *settings, Str name, Str value, Str place, Error *err)
{
    if (!settings_set(settings, name, value, err))
        return false;
    settings->places[find_option(name) - options] = arena_str(settings->arena, place);
    return true;
}

static bool obey_words(Settings *settings, const Words *words, Str place, Error *err)
{
    static const char *const commands[] = {"set", "bind", "heading", "mark"};
    if (words->count == 0)
        return true;
    Str command = words->items[0];
    if (str_is_equal(command, STR("set"))) {
        if (words->count != 3)
            return error_set(err, ERR_SETTINGS, _("this is to be written as: %s"),
                             "set NAME VALUE");
        return set_in_row(settings, words->items[1], words->items[2], place, err);
    }
    if (str_is_equal(command, STR("bind"))) {
        if (words->count != 4)
            return error_set(err, ERR_SETTINGS, _("this is to be written as: %s"),
                             "bind CONTEXT KEYS ACTION");
        add_binding(settings, words, place);
        return true;
    }
    if (str_is_equal(command, STR("heading"))) {
        if (words->count != 2 && words->count != 3)
            return error_set(err, ERR_SETTINGS, _("this is to be written as: %s"),
                             "heading PATTERN [FAMILY]");
        add_heading(settings, words, place);
        return true;
    }
    if (str_is_equal(command, STR("mark"))) {
        if (words->count != 3 || !words->items[1].len)
            return error_set(err, ERR_SETTINGS, _("this is to be written as: %s"),
                             "mark NAME COLOR");
        return add_mark(settings, words, err);
    }
    return name_refuse(err, ERR_SETTINGS, _("command"), "piyuerc", command, commands,
                       ARRAY_SIZE(commands));
}

bool settings_obey(Settings *settings, Str row, Str place, Error *err)
{
    Arena *arena = arena_new();
    Words words;
    bool is_done =
        lexer_split(row, arena, &words, err) && obey_words(settings, &words, place, err);
    if (!is_done && place.len)
        error_context(err, "%.*s", STR_ARG(place));
    arena_free(arena);
    return is_done;
}

bool settings_read_file(Settings *settings, const char *path, bool must_exist, Error *err)
{
    if (!must_exist && access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return true;
    StrBuf text = {0}, place = {0};
    bool is_read = file_read(path, CONFIG_MAX_BYTES, &text, err);
    if (!is_read)
        err->code = ERR_SETTINGS;
    int number = 0;
    for (Str rest = strbuf_get(&text); is_read && rest.data;) {
        Str row = str_split(&rest, '\n');
        strbuf_reset(&place);
        strbuf_appendf(&place, "%s:%d", path, ++number);
        is_read = settings_obey(settings, row, strbuf_get(&place), err);
    }
    strbuf_clear(&place);
    strbuf_clear(&text);
    return is_read;
}
