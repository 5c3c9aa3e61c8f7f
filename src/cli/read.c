/* piyue [FILE|DIR|-]…: imports what is new and opens the reader.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/screen.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool cli_check_terminal(Error *err)
{
    const char *term = getenv("TERM");
    if (!isatty(STDOUT_FILENO))
        return error_set(
            err, ERR_ENVIRONMENT,
            _("the reader needs a terminal, and standard output is none; "
              "`piyue text FILE` prints, `piyue --help` lists all commands"));
    if (!term || !*term || strcmp(term, "dumb") == 0)
        return error_set(err, ERR_ENVIRONMENT,
                         _("TERM does not say what terminal this is; for most, "
                           "`TERM=xterm-256color piyue` will do"));
    return true;
}

/* Keys come from the terminal even where standard input brought a document. */
static bool take_keyboard(Error *err)
{
    if (isatty(STDIN_FILENO))
        return true;
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (fd < 0 || dup2(fd, STDIN_FILENO) < 0) {
        error_set_system(err, ERR_ENVIRONMENT, errno,
                         _("there is no keyboard: /dev/tty cannot be opened"));
        if (fd >= 0)
            close(fd);
        return false;
    }
    close(fd);
    return true;
}

static bool is_one_document(const IntakeCounts *counts)
{
    for (size_t i = 1; i < counts->document_count; i++)
        if (counts->documents[i] != counts->documents[0])
            return false;
    return counts->document_count > 0;
}

static void tell_counts(App *app, const IntakeCounts *counts)
{
    StrBuf text = {0};
    cli_append_import(counts, &text);
    app_message(app, "%s", text.data);
    strbuf_clear(&text);
}

/* What became of the import, for the first message on the screen. */
static void tell_import(App *app, const IntakeCounts *counts)
{
    if (counts->failed)
        app_message(app,
                    translate_plural("%zu file could not be read; the reasons stand on "
                                     "the screen behind",
                                     "%zu files could not be read; the reasons stand on "
                                     "the screen behind",
                                     counts->failed),
                    counts->failed);
    else if (!is_one_document(counts))
        tell_counts(app, counts);
    else if (counts->editions)
        app_message(app, "%s", _("this is a new edition; E shows what it has changed"));
    else if (counts->suggested)
        join_suggest(app, counts->documents[0], counts->suggested, ACTION_READER_JOIN);
    else if (counts->replaced)
        app_message(app,
                    translate_plural("%llu byte could not be decoded",
                                     "%llu bytes could not be decoded", counts->replaced),
                    (unsigned long long)counts->replaced);
}

static bool show(Cli *cli, Theme *theme, Term *term, const IntakeCounts *counts,
                 Error *err)
{
    AppOptions options = {cli->library, &cli->settings, theme, term};
    App *app = app_new(&options, err);
    if (!app)
        return false;
    View *view = is_one_document(counts)
                     ? reader_new(app, counts->documents[0], NULL, err)
                     : shelf_new(app, err);
    bool is_done = view != NULL;
    if (is_done) {
        app_push(app, view);
        if (counts->document_count)
            tell_import(app, counts);
        else
            shelf_offer_last(view);
        Store *store = library_get_store(cli->library);
        if (cli->settings.backups && store_is_writable(store))
            cli_start_daily_backup(store_get_directory(store));
        app_run(app);
    }
    app_free(app);
    return is_done;
}

static bool run_reader(Cli *cli, const IntakeCounts *counts, Error *err)
{
    Theme theme;
    theme_init_default(&theme);
    Term *term = NULL;
    char *config = paths_get_config(cli->globals.config);
    theme_recall_choice(&cli->settings, config);
    free(config);
    bool is_auto = strcmp(cli->settings.theme, "auto") == 0; /* the terminal tells */
    bool is_done = (is_auto || theme_load(&theme, cli->settings.theme, err) ||
                    settings_place_error(&cli->settings, STR("theme"), err)) &&
                   (term = term_tty_new(&cli->settings, &theme, err)) != NULL &&
                   show(cli, &theme, term, counts, err);
    if (term)
        term->ops->free(term);
    theme_clear(&theme);
    return is_done;
}

bool cli_read(Cli *cli, const char *const *paths, size_t count, Error *err)
{
    if (!cli_check_terminal(err) || !cli_open_library(cli, true, err))
        return false;
    IntakeCounts counts = {0};
    bool is_done =
        count == 0 || cli_import(cli, paths, count, NULL, NULL, 0, NULL, &counts, err);
    if (is_done && count && counts.document_count == 0) {
        /* Every reason was printed already. */
        cli->status = 1;
    } else if (is_done) {
        store_set_interrupt(library_get_store(cli->library), NULL, NULL);
        is_done = take_keyboard(err) && run_reader(cli, &counts, err);
    }
    free(counts.documents);
    return is_done;
}

bool cli_show_document(Cli *cli, int64_t doc, Error *err)
{
    IntakeCounts counts = {.documents = &doc, .document_count = 1};
    return take_keyboard(err) && run_reader(cli, &counts, err);
}
