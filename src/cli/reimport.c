/* piyue reimport: a document read anew, or from new bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/charset.h>
#include <piyue/clean.h>

#include <unistd.h>

/* ---- how it is to be read ------------------------------------------------- */

static bool read_encoding(Str name, const char **encoding, Error *err)
{
    *encoding = NULL;
    return str_is_equal(name, STR("auto")) || cli_find_encoding(name, encoding, err);
}

bool cli_find_pass(Str name, unsigned *bit, Error *err)
{
    CleanRule rule = clean_find(name);
    if (rule < CLEAN_RULE_COUNT) {
        *bit = 1u << rule;
        return true;
    }
    StrBuf names = {0};
    for (unsigned i = 0; i < CLEAN_RULE_COUNT; i++)
        strbuf_appendf(&names, "%s%s", i ? ", " : "", clean_get_name((CleanRule)i));
    error_set(err, ERR_USAGE, _("unknown cleaning pass '%.*s'; there are %s"),
              STR_ARG(name), names.data);
    strbuf_clear(&names);
    return false;
}

/* "all", "none", or names parted by commas: the passes that are to run. */
static bool read_passes(Str list, unsigned *without, Error *err)
{
    unsigned on = 0;
    bool is_all = str_is_equal(list, STR("all"));
    if (is_all || str_is_equal(list, STR("none"))) {
        *without = is_all ? 0 : (1u << CLEAN_RULE_COUNT) - 1;
        return true;
    }
    while (list.data) {
        unsigned bit = 0;
        if (!cli_find_pass(text_trim(str_split(&list, ',')), &bit, err))
            return false;
        on |= bit;
    }
    *without = ~on & ((1u << CLEAN_RULE_COUNT) - 1);
    return true;
}

/* Options go over how the document is read now; a named encoding is about the bytes it
 * was named for. */
static bool read_processing(const Args *args, Processing *processing, Error *err)
{
    if (args->count == 2)
        processing->encoding = NULL;
    Str encoding = args_get(args, "encoding"), passes = args_get(args, "passes");
    const ArgOption *without = args_find(args, "without");
    if ((encoding.data && !read_encoding(encoding, &processing->encoding, err)) ||
        (passes.data && !read_passes(passes, &processing->without, err)))
        return false;
    for (size_t i = 0; i < without->count; i++) {
        unsigned bit = 0;
        if (!cli_find_pass(str_from(without->values[i]), &bit, err))
            return false;
        processing->without |= bit;
    }
    return true;
}

/* ---- what became of it ----------------------------------------------------- */

void cli_json_moves(Cli *cli, const EditionMoves *moves)
{
    json_int(cli, "exact", moves->exact);
    json_int(cli, "context", moves->context);
    json_int(cli, "fuzzy", moves->fuzzy);
    json_int(cli, "orphaned", moves->orphaned);
}

static void print_json(Cli *cli, int64_t doc, const ReimportResult *result)
{
    json_open(cli);
    json_int(cli, "doc", doc);
    json_int(cli, "edition", result->edition);
    json_int(cli, "before", result->before);
    json_bool(cli, "changed", result->is_changed);
    json_text_or_null(cli, "encoding", str_from(result->encoding));
    json_int(cli, "blocks", result->blocks);
    json_int(cli, "headings", result->headings);
    json_int(cli, "replaced", (int64_t)result->replaced);
    cli_json_moves(cli, &result->moves);
    json_int(cli, "found", result->found);
    json_close(cli);
}

/* "12 passages: 9 in place, 2 moved, 1 changed"; nothing where there are none. */
void cli_print_moves(Cli *cli, const EditionMoves *moves)
{
    uint64_t total = (uint64_t)moves->exact + moves->context + moves->fuzzy;
    total += moves->orphaned;
    if (!total)
        return;
    out_printf(cli,
               translate_plural("%llu passage: %u in place, %u moved with its text, %u "
                                "with changed text, %u without a place",
                                "%llu passages: %u in place, %u moved with their text, "
                                "%u with changed text, %u without a place",
                                total),
               (unsigned long long)total, moves->exact, moves->context, moves->fuzzy,
               moves->orphaned);
    out_printf(cli, "\n");
}

static void print_result(Cli *cli, int64_t doc, const ReimportResult *result)
{
    if (!result->is_changed) {
        out_printf(cli, _("document %lld reads so already; nothing was changed"),
                   (long long)doc);
        out_printf(cli, "\n");
        return;
    }
    out_printf(cli,
               result->was_known ? _("document %lld: edition %lld again")
                                 : _("document %lld: new edition %lld"),
               (long long)doc, (long long)result->edition);
    out_printf(cli, "\n");
    cli_print_moves(cli, &result->moves);
    if (result->found)
        out_printf(cli,
                   translate_plural("%u passage without a place has one again\n",
                                    "%u passages without a place have one again\n",
                                    result->found),
                   result->found);
    if (result->moves.orphaned)
        out_printf(cli,
                   _("`piyue passages --doc %lld --orphans` lists those without a "
                     "place; `piyue reattach` gives them one\n"),
                   (long long)doc);
}

/* ---- the command ----------------------------------------------------------- */

bool cli_reimport(Cli *cli, int64_t doc, const char *path, const Processing *processing,
                  bool is_json, Error *err)
{
    ReimportOptions options = {.path = path,
                               .processing = processing,
                               .import = {.limits = import_limits_default(),
                                          .progress = cli_goes_on,
                                          .progress_context = cli}};
    if (path) {
        options.fd = cli_open_file(path, err);
        if (options.fd < 0)
            return false;
    }
    ReimportResult result;
    cli_begin_work(cli, _("the document is read anew"));
    bool is_done = library_reimport(cli->library, doc, &options, &result, err);
    cli_end_work(cli);
    if (path)
        close(options.fd);
    if (is_done && is_json)
        print_json(cli, doc, &result);
    else if (is_done)
        print_result(cli, doc, &result);
    return is_done;
}

bool cli_import_edition(Cli *cli, const Args *args, const char *encoding, Error *err)
{
    int64_t doc = 0;
    Processing processing = {0};
    if (!args_want(args, 1, 1, err) ||
        !cli_find_document(cli, args_get(args, "as-edition"), &doc, err) ||
        !library_get_processing(cli->library, doc, &processing, err))
        return false;
    processing.encoding = encoding;
    return cli_reimport(cli, doc, args->words[0], &processing, args_has(args, "json"),
                        err);
}

bool cmd_reimport(Cli *cli, const Args *args, Error *err)
{
    int64_t doc = 0;
    Processing processing = {0};
    if (!args_want(args, 1, 2, err) || !cli_open_library(cli, true, err) ||
        !cli_find_document(cli, str_from(args->words[0]), &doc, err) ||
        !library_get_processing(cli->library, doc, &processing, err) ||
        !read_processing(args, &processing, err))
        return false;
    return cli_reimport(cli, doc, args->count == 2 ? args->words[1] : NULL, &processing,
                        args_has(args, "json"), err);
}
