/* Arguments, read by the synopsis of their subcommand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the synopsis as grammar ------------------------------------------- */

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || byte == '-';
}

/* The word that starts at `at`: letters and hyphens of an option, else up to a blank,
 * bracket or bar. */
static Str synopsis_word(Str synopsis, size_t at)
{
    size_t end = at;
    while (end < synopsis.len && is_name_byte(synopsis.data[end]))
        end++;
    return str_slice(synopsis, at, end);
}

/* `[--tag T]...`: option, one blank, a name in capitals or words parted by bars. */
static void add_option(Args *args, Str synopsis, size_t *at)
{
    Str word = synopsis_word(synopsis, *at);
    size_t end = *at + word.len;
    bool takes_value = end + 1 < synopsis.len && synopsis.data[end] == ' ' &&
                       synopsis.data[end + 1] != '|' && synopsis.data[end + 1] != '[';
    size_t close = str_find(synopsis, STR("]"), end);
    bool repeats = str_has_prefix(
        str_slice(synopsis, close == STR_NONE ? end : close + 1, synopsis.len),
        STR("..."));
    size_t dashes = str_has_prefix(word, STR("--")) ? 2 : 1;
    args->options = mem_grow(args->options, &args->option_capacity,
                             args->option_count + 1, sizeof(*args->options));
    args->options[args->option_count++] =
        (ArgOption){.name = str_slice(word, dashes, word.len),
                    .takes_value = takes_value,
                    .repeats = repeats};
    *at = end;
}

/* Moves `*at` on to the next option that is written there. */
static bool find_written(Str synopsis, size_t *at)
{
    for (; *at + 1 < synopsis.len; ++*at) {
        bool is_start = *at == 0 || strchr(" [(|", synopsis.data[*at - 1]);
        if (is_start && synopsis.data[*at] == '-' && is_name_byte(synopsis.data[*at + 1]))
            return true;
    }
    return false;
}

void args_init(Args *args, const char *command, const char *synopsis)
{
    *args = (Args){.command = command, .synopsis = synopsis};
    Str text = str_from(synopsis);
    for (size_t at = 0; find_written(text, &at); at++)
        add_option(args, text, &at);
}

void args_clear(Args *args)
{
    for (size_t i = 0; i < args->option_count; i++)
        free(args->options[i].values);
    free(args->options);
    free(args->words);
    *args = (Args){0};
}

/* ---- reading argv ------------------------------------------------------ */

static ArgOption *find_option(const Args *args, Str name)
{
    for (size_t i = 0; i < args->option_count; i++)
        if (str_is_equal(args->options[i].name, name))
            return &args->options[i];
    return NULL;
}

/* A name that begins like an option. */
static bool is_file(Str word)
{
    char *path = str_dup(word);
    bool is_there = access(path, F_OK) == 0;
    free(path);
    return is_there;
}

static bool refuse_option(const Args *args, Str word, Error *err)
{
    if (is_file(word))
        return error_set(err, ERR_USAGE,
                         _("%.*s is taken for an option; the file is named ./%.*s"),
                         STR_ARG(word), STR_ARG(word));
    static const char *const globals[] = {"library", "config", "help", "version"};
    size_t count = 0;
    const char **names =
        mem_alloc_array(args->option_count + ARRAY_SIZE(globals) + 1, sizeof(*names));
    StrBuf room = {0};
    for (size_t i = 0; i < args->option_count; i++) {
        strbuf_append_str(&room, args->options[i].name);
        strbuf_append_byte(&room, '\0');
    }
    for (size_t at = 0; at < room.len; at += strlen(room.data + at) + 1)
        names[count++] = room.data + at;
    for (size_t i = 0; i < ARRAY_SIZE(globals); i++)
        names[count++] = globals[i];
    Str bare = word;
    while (bare.len && bare.data[0] == '-')
        bare = str_slice(bare, 1, bare.len);
    const char *near = bare.len > 1 ? name_find_near(bare, names, count) : NULL;
    StrBuf hint = {0};
    strbuf_append_text(&hint, "");
    if (near)
        strbuf_appendf(&hint, _("; did you mean --%s?"), near);
    error_set(err, ERR_USAGE, _("unknown option %.*s%s (see `piyue help %s`)"),
              STR_ARG(word), hint.data, args->command);
    strbuf_clear(&hint);
    strbuf_clear(&room);
    free(names);
    return false;
}

static void add_value(ArgOption *option, const char *value)
{
    option->values = mem_grow(option->values, &option->capacity, option->count + 1,
                              sizeof(*option->values));
    option->values[option->count++] = value;
}

static bool want_value(const Args *args, Str word, Error *err)
{
    return error_set(err, ERR_USAGE, _("%.*s needs a value (see `piyue help %s`)"),
                     STR_ARG(word), args->command);
}

/* Takes the value of the option at argv[*at]: behind its `=` or the next word. */
static const char *take_value(int argc, char **argv, int *at, Str rest)
{
    if (rest.data)
        return rest.data;
    return *at + 1 < argc ? argv[++*at] : NULL;
}

/* A global option at argv[*at]: sets it and gives true. A missing value sets err. */
static bool take_global(GlobalOptions *globals, Str name, Str rest, int argc, char **argv,
                        int *at, bool *is_whole)
{
    *is_whole = true;
    if (str_is_equal(name, STR("--help")) || str_is_equal(name, STR("-h"))) {
        globals->help = true;
        return true;
    }
    if (str_is_equal(name, STR("--version"))) {
        globals->version = true;
        return true;
    }
    bool is_library = str_is_equal(name, STR("--library"));
    if (!is_library && !str_is_equal(name, STR("--config")))
        return false;
    const char *value = take_value(argc, argv, at, rest);
    *is_whole = value != NULL;
    *(is_library ? &globals->library : &globals->config) = value;
    return true;
}

static bool parse_long(Args *args, GlobalOptions *globals, int argc, char **argv, int *at,
                       Error *err)
{
    Str rest = str_from(argv[*at]);
    Str name = str_split(&rest, '=');
    bool is_whole = true;
    if (take_global(globals, name, rest, argc, argv, at, &is_whole))
        return is_whole || want_value(args, name, err);
    ArgOption *option = find_option(args, str_slice(name, 2, name.len));
    if (!option || option->name.len == 1)
        return refuse_option(args, name, err);
    if (!option->takes_value) {
        if (rest.data)
            return error_set(err, ERR_USAGE, _("%.*s takes no value"), STR_ARG(name));
        add_value(option, "");
        return true;
    }
    const char *value = take_value(argc, argv, at, rest);
    if (!value)
        return want_value(args, name, err);
    add_value(option, value);
    return true;
}

/* -oFILE or -o FILE; short flags do not exist. */
static bool parse_short(Args *args, int argc, char **argv, int *at, Error *err)
{
    Str word = str_from(argv[*at]);
    ArgOption *option = find_option(args, str_slice(word, 1, 2));
    if (!option)
        return refuse_option(args, word, err);
    Str rest = word.len > 2 ? str_slice(word, 2, word.len) : (Str){0};
    const char *value = take_value(argc, argv, at, rest);
    if (!value)
        return want_value(args, word, err);
    add_value(option, value);
    return true;
}

/* ---- what goes together ------------------------------------------------ */

static Str choose_form(const Args *args)
{
    return synopsis_find(str_from(args->synopsis),
                         args->count ? str_from(args->words[0]) : (Str){0});
}

/* Where an option is written in the form; STR_NONE. */
static size_t find_place(Str form, const ArgOption *option)
{
    size_t dashes = option->name.len > 1 ? 2 : 1;
    for (size_t at = 0; find_written(form, &at); at++) {
        Str word = synopsis_word(form, at);
        if (str_is_equal(str_slice(word, dashes, word.len), option->name))
            return at;
    }
    return STR_NONE;
}

/* Does a bar part the two places, in the narrowest bracket that holds both? */
static bool are_alternatives(Str form, size_t from, size_t to)
{
    int depth = 0, outermost = 0;
    bool is_parted = false;
    for (size_t i = from; i < to; i++) {
        char byte = form.data[i];
        depth += (byte == '[' || byte == '(') - (byte == ']' || byte == ')');
        if (depth < outermost)
            is_parted = false;
        outermost = MIN(outermost, depth);
        is_parted |= depth == outermost &&
                     str_has_prefix(str_slice(form, i, form.len), STR(" | "));
    }
    return is_parted;
}

static bool refuse_pair(const ArgOption *one, const ArgOption *two, Error *err)
{
    StrBuf names[2] = {{0}, {0}};
    strbuf_appendf(&names[0], "%s%.*s", one->name.len > 1 ? "--" : "-",
                   STR_ARG(one->name));
    strbuf_appendf(&names[1], "%s%.*s", two->name.len > 1 ? "--" : "-",
                   STR_ARG(two->name));
    error_set(err, ERR_USAGE, _("%s and %s do not go together"), names[0].data,
              names[1].data);
    strbuf_clear(&names[0]);
    strbuf_clear(&names[1]);
    return false;
}

static bool refuse_in_form(const Args *args, Str form, const ArgOption *option,
                           Error *err)
{
    StrBuf name = {0}, usage = {0};
    strbuf_appendf(&name, "%s%.*s", option->name.len > 1 ? "--" : "-",
                   STR_ARG(option->name));
    strbuf_append_str(&usage, form);
    error_set(err, ERR_USAGE, _("'%s' is one argument too many; usage: piyue %s %s"),
              name.data, args->command, usage.data);
    strbuf_clear(&name);
    strbuf_clear(&usage);
    return false;
}

/* An option that would say nothing is a mistake: what was meant is something else. */
static bool check_form(const Args *args, Error *err)
{
    Str form = choose_form(args);
    for (size_t i = 0; form.len && i < args->option_count; i++) {
        const ArgOption *one = &args->options[i];
        size_t at = one->count ? find_place(form, one) : STR_NONE;
        if (one->count && at == STR_NONE)
            return refuse_in_form(args, form, one, err);
        for (size_t j = i + 1; one->count && j < args->option_count; j++) {
            const ArgOption *two = &args->options[j];
            size_t next = two->count ? find_place(form, two) : STR_NONE;
            if (next != STR_NONE && are_alternatives(form, at, next))
                return refuse_pair(one, two, err);
        }
    }
    return true;
}

bool args_refuse(const Args *args, Error *err)
{
    StrBuf usage = {0};
    strbuf_appendf(&usage, "piyue %s ", args->command);
    strbuf_append_str(&usage, choose_form(args));
    error_set(err, ERR_USAGE, _("usage: %s"), usage.data);
    strbuf_clear(&usage);
    return false;
}

/* ---- all of argv ------------------------------------------------------- */

static void add_word(Args *args, const char *word)
{
    args->words =
        mem_grow(args->words, &args->capacity, args->count + 1, sizeof(*args->words));
    args->words[args->count++] = word;
}

bool args_parse(Args *args, GlobalOptions *globals, int argc, char **argv, Error *err)
{
    bool is_over = false;
    for (int at = 0; at < argc; at++) {
        const char *word = argv[at];
        if (is_over || word[0] != '-' || word[1] == '\0') {
            add_word(args, word);
        } else if (strcmp(word, "--") == 0) {
            is_over = true;
        } else if (word[1] == '-' || strcmp(word, "-h") == 0) {
            if (!parse_long(args, globals, argc, argv, &at, err))
                return false;
        } else if (!parse_short(args, argc, argv, &at, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < args->option_count; i++)
        if (args->options[i].count > 1 && args->options[i].takes_value &&
            !args->options[i].repeats)
            return error_set(err, ERR_USAGE, _("--%.*s may be given once only"),
                             STR_ARG(args->options[i].name));
    return globals->help || check_form(args, err);
}

bool args_parse_globals(GlobalOptions *globals, int argc, char **argv, int *first,
                        Error *err)
{
    int at = 0;
    for (; at < argc && argv[at][0] == '-' && argv[at][1]; at++) {
        Str rest = str_from(argv[at]);
        Str name = str_split(&rest, '=');
        bool is_whole = true;
        if (strcmp(argv[at], "--") == 0)
            break;
        if (!take_global(globals, name, rest, argc, argv, &at, &is_whole)) {
            static const char *const names[] = {"--library", "--config", "--help",
                                                "--version"};
            name_refuse(err, ERR_USAGE, _("option"), "piyue", name, names,
                        ARRAY_SIZE(names));
            return false;
        }
        if (!is_whole)
            return error_set(err, ERR_USAGE, _("%.*s needs a value (see `piyue --help`)"),
                             STR_ARG(name));
    }
    *first = at;
    return true;
}

/* ---- asking ------------------------------------------------------------ */

const ArgOption *args_find(const Args *args, const char *name)
{
    const ArgOption *option = find_option(args, str_from(name));
    BUG_ON(!option); /* asked for what the synopsis does not name */
    return option;
}

bool args_has(const Args *args, const char *name)
{
    return args_find(args, name)->count > 0;
}

Str args_get(const Args *args, const char *name)
{
    const ArgOption *option = args_find(args, name);
    return option->count ? str_from(option->values[option->count - 1]) : (Str){0};
}

Str *args_get_all(const Args *args, const char *name, size_t *count)
{
    const ArgOption *option = args_find(args, name);
    *count = option->count;
    Str *values = *count ? mem_alloc_array(*count, sizeof(*values)) : NULL;
    for (size_t i = 0; i < *count; i++)
        values[i] = str_from(option->values[i]);
    return values;
}

bool args_get_int(const Args *args, const char *name, int64_t lowest, int64_t highest,
                  int64_t *value, Error *err)
{
    Str text = args_get(args, name);
    int64_t number = 0;
    if (!text.data)
        return true;
    if (!str_parse_int(text, &number) || number < lowest || number > highest)
        return error_set(err, ERR_USAGE,
                         _("--%s is a number from %lld to %lld, not '%.*s'"), name,
                         (long long)lowest, (long long)highest, STR_ARG(text));
    *value = number;
    return true;
}

Str synopsis_split(Str *rest)
{
    Str all = *rest;
    int depth = 0;
    for (size_t i = 0; i < all.len; i++) {
        char byte = all.data[i];
        depth += (byte == '[' || byte == '(') - (byte == ']' || byte == ')');
        if (depth == 0 && str_has_prefix(str_slice(all, i, all.len), STR(" | "))) {
            *rest = str_slice(all, i + 3, all.len);
            return str_slice(all, 0, i);
        }
    }
    *rest = (Str){0};
    return all;
}

Str synopsis_find(Str synopsis, Str verb)
{
    if (!synopsis.len || synopsis.data[0] < 'a' || synopsis.data[0] > 'z')
        return synopsis;
    while (synopsis.data) {
        Str form = synopsis_split(&synopsis), rest = form;
        if (str_is_equal(str_split(&rest, ' '), verb))
            return form;
    }
    return (Str){0};
}

bool args_want(const Args *args, size_t least, size_t most, Error *err)
{
    Str rest = str_from(args->synopsis);
    synopsis_split(&rest);
    if (args->count < least && rest.data) /* a row for each form is no one sentence */
        return error_set(err, ERR_USAGE, _("an argument is missing; `piyue help %s`"),
                         args->command);
    if (args->count < least)
        return error_set(err, ERR_USAGE, _("an argument is missing; usage: piyue %s %s"),
                         args->command, args->synopsis);
    if (args->count > most)
        return error_set(err, ERR_USAGE,
                         _("'%s' is one argument too many; usage: piyue %s %s"),
                         args->words[most], args->command, args->synopsis);
    return true;
}
