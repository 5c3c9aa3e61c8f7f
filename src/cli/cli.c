/* The program: global options, then a subcommand or the reader.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/cli.h>

#include "cli/cli_room.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <piyue/base_locale.h>
#include <piyue/tui.h>

typedef struct Subcommand {
    const char *name;
    Command *run;
    const char *synopsis, *help;
} Subcommand;

static const Subcommand subcommands[] = {
#define SUBCOMMAND(name, handler, synopsis, help) {name, handler, synopsis, help},
#include "../tables/subcommands.def"
#undef SUBCOMMAND
};

static const char *const subcommand_names[] = {
#define SUBCOMMAND(name, handler, synopsis, help) name,
#include "../tables/subcommands.def"
#undef SUBCOMMAND
};

static const Subcommand *find_subcommand(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(subcommands); i++)
        if (strcmp(subcommands[i].name, name) == 0)
            return &subcommands[i];
    return NULL;
}

/* ---- help -------------------------------------------------------------- */

static void print_help(Cli *cli)
{
    out_printf(cli, "%s\n\n", _("piyue reads Chinese documents in the terminal."));
    out_printf(cli, "%s\n", _("usage:"));
    out_printf(cli, "  piyue [FILE|DIR|-]...    %s\n",
               _("bring what is new into the library and read"));
    out_printf(cli, "  piyue COMMAND ...\n\n%s\n", _("commands:"));
    for (size_t i = 0; i < ARRAY_SIZE(subcommands); i++)
        out_printf(cli, "  %-12s  %s\n", subcommands[i].name, _(subcommands[i].help));
    out_printf(cli, "\n%s\n", _("options, before or behind a command:"));
    out_printf(cli, "  --library DIR  %s\n", _("the library to use"));
    out_printf(cli, "  --config FILE  %s\n", _("the configuration to read"));
    out_printf(cli, "  --help         %s\n", _("explain the program or a command"));
    out_printf(cli, "  --version      %s\n", _("print the version"));
    out_printf(cli, "\n%s\n",
               _("`piyue help COMMAND` tells more about one; `man piyue` tells all."));
}

#define FORM_COLUMNS 22

static void print_query_help(Cli *cli)
{
    static const struct {
        const char *typed, *help;
    } forms[] = {
#define QUERY(typed, help) {typed, help},
#include "../tables/query.def"
#undef QUERY
    };
    out_printf(cli, "\n%s\n", _("what a search can say:"));
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        int columns = (int)text_columns(str_from(forms[i].typed), &cli->width);
        out_printf(cli, "  %s%*s  %s\n", forms[i].typed, MAX(FORM_COLUMNS - columns, 0),
                   "", _(forms[i].help));
    }
}

/* A row for each form of the command, one below the other. */
static void print_usage(Cli *cli, const Subcommand *subcommand)
{
    Str rest = str_from(subcommand->synopsis);
    StrBuf row = {0};
    int indent = 0;
    for (int i = 0; rest.data; i++) {
        Str form = synopsis_split(&rest);
        StrBuf text = {0};
        strbuf_append_str(&text, form);
        strbuf_reset(&row);
        strbuf_appendf(&row, _("usage: piyue %s %s"), subcommand->name,
                       text.data ? text.data : "");
        size_t label = str_find(strbuf_get(&row), STR("piyue"), 0);
        if (i == 0) {
            indent =
                (int)text_columns(str_slice(strbuf_get(&row), 0, label), &cli->width);
            label = 0;
        }
        out_printf(cli, "%*s%s\n", i ? indent : 0, "", row.data + label);
        strbuf_clear(&text);
    }
    strbuf_clear(&row);
}

static void print_subcommand_help(Cli *cli, const Subcommand *subcommand)
{
    print_usage(cli, subcommand);
    out_printf(cli, "\n%s\n", _(subcommand->help));
    if (subcommand->run == cmd_search)
        print_query_help(cli);
}

bool cmd_help(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 0, 1, err))
        return false;
    if (args->count == 0) {
        print_help(cli);
        return true;
    }
    const Subcommand *subcommand = find_subcommand(args->words[0]);
    if (!subcommand)
        return name_refuse(err, ERR_USAGE, _("command"), "piyue",
                           str_from(args->words[0]), subcommand_names,
                           ARRAY_SIZE(subcommand_names));
    print_subcommand_help(cli, subcommand);
    return true;
}

/* ---- what every run needs ---------------------------------------------- */

/* Where there is no UTF-8, whoever opens a terminal says so. */
static void set_locale(void)
{
    Error ignored = {0};
    if (!locale_take_utf8(locale_take, &ignored))
        error_clear(&ignored);
}

static void init(Cli *cli)
{
    set_locale();
    translate_set_language("auto");
    /* Instead of killing the process in the middle of an import. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    settings_init(&cli->settings);
    cli->is_terminal = isatty(STDOUT_FILENO);
    struct winsize size = {0};
    if (cli->is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        cli->columns = size.ws_col;
}

static bool check_options(const Settings *settings, Error *err)
{
    size_t count = 0;
    const OptionInfo *options = settings_list_options(&count);
    for (size_t i = 0; i < count; i++)
        if (!option_check(settings, str_from(options[i].name), err))
            return settings_place_error(settings, str_from(options[i].name), err);
    return true;
}

static bool read_settings(Cli *cli, Error *err)
{
    char *path = paths_get_config(cli->globals.config);
    bool is_read =
        settings_read_file(&cli->settings, path, cli->globals.config != NULL, err) &&
        check_options(&cli->settings, err) &&
        outline_rules_read(&cli->settings, &cli->rules, err);
    free(path);
    translate_set_language(cli->settings.language);
    cli->width = settings_get_width(&cli->settings);
    return is_read;
}

/* ---- choosing what to do ----------------------------------------------- */

static bool run_subcommand(Cli *cli, const Subcommand *subcommand, int argc, char **argv,
                           Error *err)
{
    Args args;
    cli->command = subcommand->name;
    args_init(&args, subcommand->name, subcommand->synopsis);
    bool is_done = args_parse(&args, &cli->globals, argc, argv, err);
    if (is_done && cli->globals.help)
        print_subcommand_help(cli, subcommand);
    else if (is_done)
        is_done = read_settings(cli, err) && subcommand->run(cli, &args, err);
    args_clear(&args);
    return is_done;
}

static bool refuse_word(const char *word, Error *err)
{
    const char *near =
        name_find_near(str_from(word), subcommand_names, ARRAY_SIZE(subcommand_names));
    if (near)
        return error_set(err, ERR_USAGE,
                         _("'%s' is neither a file nor a command; did you mean '%s'?"),
                         word, near);
    return error_set(err, ERR_USAGE,
                     _("'%s' is neither a file nor a command (see `piyue --help`)"),
                     word);
}

static bool run_reader(Cli *cli, int argc, char **argv, Error *err)
{
    Args args;
    args_init(&args, "", "[FILE|DIR|-]...");
    bool is_done = args_parse(&args, &cli->globals, argc, argv, err);
    struct stat info;
    if (is_done && cli->globals.help)
        print_help(cli);
    else if (is_done && args.count && strcmp(args.words[0], "-") != 0 &&
             stat(args.words[0], &info) != 0 && !strchr(args.words[0], '/'))
        is_done = refuse_word(args.words[0], err);
    else if (is_done)
        is_done = read_settings(cli, err) && cli_read(cli, args.words, args.count, err);
    args_clear(&args);
    return is_done;
}

static bool run(Cli *cli, int argc, char **argv, Error *err)
{
    int first = 0;
    if (!args_parse_globals(&cli->globals, argc, argv, &first, err))
        return false;
    const Subcommand *subcommand = first < argc ? find_subcommand(argv[first]) : NULL;
    if (cli->globals.version)
        out_printf(cli, "piyue %s\n", PACKAGE_VERSION);
    else if (subcommand)
        return run_subcommand(cli, subcommand, argc - first - 1, argv + first + 1, err);
    else if (cli->globals.help)
        print_help(cli);
    else
        return run_reader(cli, argc - first, argv + first, err);
    return true;
}

/* Prints what went wrong and gives the exit status. */
static int finish(Cli *cli, bool is_done, Error *err)
{
    int status = is_done ? cli->status : error_get_exit_status(err);
    if (!is_done)
        cli_warn(cli, "%s", error_get_message(err));
    error_clear(err);
    if (!out_flush(cli, err)) {
        cli_warn(cli, "%s", error_get_message(err));
        status = error_get_exit_status(err);
        error_clear(err);
    }
    return status;
}

int cli_run(int argc, char **argv)
{
    Cli cli = {0};
    Error err = {0};
    init(&cli);
    cli.command = "piyue";
    int skip = argc > 0; /* the program's own name */
    bool is_done = run(&cli, argc - skip, argv + skip, &err);
    int status = finish(&cli, is_done, &err);
    bool is_broken = cli.is_broken;
    library_close(cli.library);
    strbuf_clear(&cli.out);
    settings_clear(&cli.settings);
    outline_rules_free(cli.rules);
    if (is_broken) {
        /* The library is closed: now die as others in the pipeline do. */
        int reason = cli_count_interrupts() ? SIGINT : SIGPIPE;
        signal(reason, SIG_DFL);
        raise(reason);
    }
    return status;
}
