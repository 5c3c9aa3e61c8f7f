/* Fills a template of the manual from the tables: gendoc piyue.1.in > piyue.1. Rows of
 * the template that are @NAME@ alone are replaced; all others are copied.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define N_(msgid) msgid
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- troff ------------------------------------------------------------- */

/* Text in which nothing is a request or an escape. */
static void put(const char *text)
{
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else if (*text == '~' || *text == '^' || *text == '\'' || *text == '`')
            printf("\\(%s", *text == '~'    ? "ti"
                            : *text == '^'  ? "ha"
                            : *text == '\'' ? "aq"
                                            : "ga");
        else
            putchar(*text);
    }
}

static void put_item(const char *term, const char *rest, const char *text)
{
    fputs(".TP\n\\fB", stdout);
    put(term);
    fputs("\\fR", stdout);
    if (*rest) {
        putchar(' ');
        put(rest);
    }
    fputs("\n\\&", stdout);
    put(text);
    fputs(".\n", stdout);
}

/* ---- the tables -------------------------------------------------------- */

static void put_commands(void)
{
#define SUBCOMMAND(name, handler, synopsis, help) put_item("piyue " name, synopsis, help);
#include "../src/tables/subcommands.def"
#undef SUBCOMMAND
}

enum ContextId {
#define CONTEXT(id, name, help) CONTEXT_##id,
#include "../src/tables/contexts.def"
#undef CONTEXT
};

/* "FOLD_ALL" to "fold-all". */
static void put_action_name(const char *id)
{
    for (; *id; id++) {
        if (*id == '_')
            fputs("\\-", stdout);
        else
            putchar(tolower((unsigned char)*id));
    }
}

static void put_action(const char *id, const char *keys, const char *help)
{
    fputs(".TP\n\\fB", stdout);
    put(*keys ? keys : ":");
    fputs(*keys ? "\\fR  \\fI" : "\\fR\\fI", stdout);
    put_action_name(id);
    fputs("\\fR\n\\&", stdout);
    put(help);
    fputs(".\n", stdout);
}

static void put_keys_of(enum ContextId wanted)
{
    static const struct {
        enum ContextId context;
        const char *id, *keys, *help;
    } actions[] = {
#define ACTION(id, handler, arg, context, keys, needs, help)                             \
    {CONTEXT_##context, #id, keys, help},
#include "../src/tables/actions.def"
#undef ACTION
    };
    for (size_t i = 0; i < COUNT(actions); i++)
        if (actions[i].context == wanted)
            put_action(actions[i].id, actions[i].keys, actions[i].help);
}

static void put_keys(void)
{
#define CONTEXT(id, name, help)                                                          \
    fputs(".SS ", stdout);                                                               \
    put(help " (" name ")");                                                             \
    putchar('\n');                                                                       \
    put_keys_of(CONTEXT_##id);
#include "../src/tables/contexts.def"
#undef CONTEXT
}

/* The rows of profiles.def, keys of the same action in one item. */
static void put_profile(const char *wanted)
{
    static const struct {
        const char *profile, *context, *keys, *id;
    } rows[] = {
#define PROFILE_KEY(profile, context, keys, action) {#profile, #context, keys, #action},
#include "../src/tables/profiles.def"
#undef PROFILE_KEY
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (strcmp(rows[i].profile, wanted) != 0 || strcmp(rows[i].id, "NONE") == 0)
            continue;
        fputs("\\fB", stdout);
        put(rows[i].keys);
        fputs("\\fR \\fI", stdout);
        put_action_name(rows[i].id);
        fputs("\\fR\n.br\n", stdout);
    }
}

static void put_less_keys(void)
{
    put_profile("less");
}

static void put_option(const char *name, const char *initial, const char *allowed,
                       const char *help)
{
    fputs(".TP\n\\fBset ", stdout);
    put(name);
    fputs("\\fR ", stdout);
    put(*initial ? initial : "\"\"");
    fputs("\n\\&", stdout);
    put(help);
    if (*allowed) {
        fputs(" (", stdout);
        put(allowed);
        putchar(')');
    }
    fputs(".\n", stdout);
}

static void put_options(void)
{
#define OPTION_BOOL(name, initial, help)                                                 \
    put_option(#name, (initial) ? "on" : "off", "on|off", help);
#define OPTION_INT(name, initial, lowest, highest, help)                                 \
    put_option(#name, #initial, #lowest " to " #highest, help);
#define OPTION_WORD(name, initial, choices, help)                                        \
    put_option(#name, initial, choices, help);
#define OPTION_TEXT(name, initial, help) put_option(#name, initial, "", help);
#include "../src/tables/options.def"
#undef OPTION_BOOL
#undef OPTION_INT
#undef OPTION_WORD
#undef OPTION_TEXT
}

/* "<Enter>, <Tab>, ..." */
static void put_key_names(void)
{
    static const char *const names[] = {
#define NAMED_KEY(id, name) name,
#include "../src/tables/keys.def"
#undef NAMED_KEY
    };
    for (size_t i = 0; i < COUNT(names); i++)
        printf("<%s>%s", names[i], i + 1 < COUNT(names) ? ",\n" : ".\n");
}

/* "yellow, red, ..." */
static void put_names(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s%s", names[i], i + 1 < count ? ",\n" : ".\n");
}

static void put_colours(void)
{
    static const char *const names[] = {
#define MARK_COLOUR(id, name, letter, help) name,
#include "../src/tables/marks.def"
#undef MARK_COLOUR
    };
    put_names(names, COUNT(names));
}

static void put_passes(void)
{
    static const char *const names[] = {
#define CLEAN_PASS(id, name, function, what) name,
#include "../src/tables/passes.def"
#undef CLEAN_PASS
    };
    put_names(names, COUNT(names));
}

static void put_fields(void)
{
    static const char *const names[] = {
#define DOCUMENT_FIELD(id, name, label) name,
#define PASSAGE_FIELD(id, name, label) name,
#include "../src/tables/fields.def"
#undef DOCUMENT_FIELD
    };
    put_names(names, COUNT(names));
}

static void put_citations(void)
{
#define CITATION(name, template, summary) put_item(name, "", summary);
#include "../src/tables/citations.def"
#undef CITATION
}

static void put_query(void)
{
#define QUERY(typed, help) put_item(typed, "", help);
#include "../src/tables/query.def"
#undef QUERY
}

static void put_styles(void)
{
#define STYLE(id, name, help) put_item(name, "", help);
#include "../src/tables/styles.def"
#undef STYLE
}

static void put_errors_of(int status)
{
    static const struct {
        int status;
        const char *summary;
    } errors[] = {
#define ERROR_CODE(id, exit_status, summary) {exit_status, summary},
#include "../src/tables/errors.def"
#undef ERROR_CODE
    };
    printf(".TP\n\\fB%d\\fR\n\\&", status);
    bool is_first = true;
    for (size_t i = 0; i < COUNT(errors); i++)
        if (errors[i].status == status) {
            fputs(is_first ? "" : "; ", stdout);
            put(errors[i].summary);
            is_first = false;
        }
    fputs(".\n", stdout);
}

static void put_errors(void)
{
    for (int status = 0; status <= 2; status++)
        put_errors_of(status);
}

/* ---- the template ------------------------------------------------------ */

static bool fill_in(const char *row)
{
    static const struct {
        const char *mark;
        void (*put)(void);
    } marks[] = {
        {"@COMMANDS@\n", put_commands},  {"@KEYS@\n", put_keys},
        {"@OPTIONS@\n", put_options},    {"@STYLES@\n", put_styles},
        {"@ERRORS@\n", put_errors},      {"@QUERY@\n", put_query},
        {"@KEYNAMES@\n", put_key_names}, {"@COLOURS@\n", put_colours},
        {"@LESSKEYS@\n", put_less_keys}, {"@PASSES@\n", put_passes},
        {"@FIELDS@\n", put_fields},      {"@CITATIONS@\n", put_citations},
    };
    for (size_t i = 0; i < COUNT(marks); i++)
        if (strcmp(row, marks[i].mark) == 0) {
            marks[i].put();
            return true;
        }
    return false;
}

int main(int argc, char **argv)
{
    FILE *template = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!template) {
        fputs("usage: gendoc TEMPLATE > PAGE\n", stderr);
        return 2;
    }
    char row[1024];
    while (fgets(row, sizeof(row), template))
        if (!fill_in(row))
            fputs(row, stdout);
    bool is_done = !ferror(template) && fflush(stdout) == 0;
    fclose(template);
    return is_done ? 0 : 1;
}
