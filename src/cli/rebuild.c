/* piyue rebuild: the library made anew from its operations and originals.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/rescue.h>

#include <stdlib.h>

static void print_json(Cli *cli, const RebuildResult *result, const char *kept)
{
    json_open(cli);
    json_int(cli, "operations", (int64_t)result->operations);
    json_int(cli, "documents", (int64_t)result->documents);
    json_int(cli, "passages", (int64_t)result->passages);
    json_int(cli, "lost", (int64_t)result->lost);
    json_int(cli, "regained", (int64_t)result->regained);
    json_int(cli, "refused", (int64_t)result->refused);
    json_int(cli, "texts_lost", (int64_t)result->texts_lost);
    json_int(cli, "moved", (int64_t)result->moved);
    json_bool(cli, "compared", result->was_readable);
    json_int(cli, "differences", (int64_t)result->differences);
    json_text_or_null(cli, "kept", str_from(kept));
    json_close(cli);
}

static void print_count(Cli *cli, const char *one, const char *many, uint64_t count)
{
    if (!count)
        return;
    const char *sentence = count == 1 ? one : many;
    StrBuf row = {0};
    strbuf_appendf(&row, "%llu ", (unsigned long long)count);
    strbuf_append_text(&row, sentence);
    out_text(cli, strbuf_get(&row));
    out_printf(cli, "\n");
    strbuf_clear(&row);
}

static void print_result(Cli *cli, const RebuildResult *result, const char *kept)
{
    StrBuf row = {0};
    strbuf_appendf(&row, _("made of %llu operations: %llu documents with %llu passages"),
                   (unsigned long long)result->operations,
                   (unsigned long long)result->documents,
                   (unsigned long long)result->passages);
    out_text(cli, strbuf_get(&row));
    out_printf(cli, "\n");
    print_count(cli, _("operation is lost"), _("operations are lost"), result->lost);
    print_count(cli, _("operation came from a backup"),
                _("operations came from a backup"), result->regained);
    print_count(cli, _("operation could not be done again"),
                _("operations could not be done again"), result->refused);
    print_count(cli, _("text could not be read from its original"),
                _("texts could not be read from their originals"), result->texts_lost);
    print_count(cli, _("passage stands elsewhere, since its text is read otherwise now"),
                _("passages stand elsewhere, since their texts are read otherwise now"),
                result->moved);
    print_count(cli, _("difference to what the library was"),
                _("differences to what the library was"), result->differences);
    if (result->was_readable && !result->differences)
        out_printf(cli, "%s\n", _("all is as it was"));
    strbuf_reset(&row);
    if (kept)
        strbuf_appendf(&row, _("the library as it was is in %s"), kept);
    else
        strbuf_append_text(&row, _("this was a trial: the library has not been touched"));
    out_text(cli, strbuf_get(&row));
    out_printf(cli, "\n");
    strbuf_clear(&row);
}

bool cmd_rebuild(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 0, 0, err))
        return false;
    RebuildResult result;
    Report report = {.progress = cli_goes_on, .context = cli};
    RebuildOptions options = {.rules = cli->rules, .is_trial = args_has(args, "try")};
    char *directory = paths_get_library(cli->globals.library), *kept = NULL;
    cli_catch_interrupt();
    cli_begin_work(cli, _("the library is made anew"));
    if (!options.is_trial)
        options.kept = kept = cli_choose_backup(directory, "before-", err);
    bool is_done = (options.is_trial || kept) &&
                   library_rebuild(directory, &options, &result, &report, err);
    cli_end_work(cli);
    for (size_t i = 0; i < report.count; i++)
        cli_warn(cli, "%s: %s", report.items[i].where, report.items[i].what);
    if (is_done && args_has(args, "json"))
        print_json(cli, &result, kept);
    else if (is_done)
        print_result(cli, &result, kept);
    if (is_done &&
        (result.lost || result.refused || result.texts_lost || result.differences))
        cli->status = MAX(cli->status, 1);
    report_clear(&report);
    free(kept);
    free(directory);
    return is_done;
}
