/* piyue editions --compare: what two editions of a document do not have in common.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/anchor.h>

typedef struct Pair {
    Cli *cli;
    Document *before, *after;
    Comparison *comparison;
    bool is_json;
} Pair;

/* ---- passages that are touched ---------------------------------------------- */

/* Does a change touch the blocks of a range of the edition after? */
static bool is_touched(const Pair *pair, Range range)
{
    for (size_t i = 0; i < pair->comparison->hunk_count; i++) {
        const CompareHunk *hunk = &pair->comparison->hunks[i];
        if (range.start.block < hunk->after_end && range.end.block >= hunk->after_start)
            return true;
    }
    return false;
}

static void print_passage(const Pair *pair, const Annotation *row, bool *is_first)
{
    Cli *cli = pair->cli;
    if (pair->is_json) {
        json_open(cli);
        json_int(cli, "passage", row->id);
        json_bool(cli, "orphan", row->is_orphan);
        json_text(cli, "quote", row->selector.exact);
        json_close(cli);
        return;
    }
    if (*is_first)
        out_printf(cli, "%s\n", _("Passages that are touched:"));
    *is_first = false;
    out_printf(cli, "  [%lld] %s  ", (long long)row->id,
               row->is_orphan ? _("passage lost") : _("text around it changed"));
    out_text(cli, row->selector.exact);
    out_printf(cli, "\n");
}

/* Where passages stand is known of the current edition only; those that were lost say in
 * which one they were seen last. */
static bool print_passages(const Pair *pair, Error *err)
{
    Store *store = library_get_store(pair->cli->library);
    Arena *arena = arena_new();
    AnnotationFilter filter = {.doc = pair->after->id, .status = -1};
    AnnotationList list = {0};
    bool is_first = true;
    bool is_listed = store_list_annotations(store, &filter, arena, &list, err);
    for (size_t i = 0; is_listed && i < list.count; i++) {
        const Annotation *row = &list.rows[i];
        int64_t seen = row->edition;
        bool is_shown =
            row->is_orphan
                ? seen >= pair->before->edition && seen < pair->after->edition
                : seen == pair->after->edition && is_touched(pair, row->selector.range);
        if (is_shown)
            print_passage(pair, row, &is_first);
    }
    if (!is_first)
        out_printf(pair->cli, "\n");
    arena_free(arena);
    return is_listed;
}

/* ---- changes -------------------------------------------------------------------- */

static const Document *document_of(const Pair *pair, const ComparePart *part)
{
    bool is_before = part->kind == COMPARE_REMOVED || part->kind == COMPARE_LEFT;
    return is_before ? pair->before : pair->after;
}

static void print_part(const Pair *pair, const ComparePart *part, Str path)
{
    static const char *const names[] = {[COMPARE_SAME] = "same",
                                        [COMPARE_REMOVED] = "removed",
                                        [COMPARE_ADDED] = "added",
                                        [COMPARE_LEFT] = "moved away",
                                        [COMPARE_ARRIVED] = "moved here"};
    static const char marks[] = {[COMPARE_SAME] = ' ',
                                 [COMPARE_REMOVED] = '-',
                                 [COMPARE_ADDED] = '+',
                                 [COMPARE_LEFT] = '<',
                                 [COMPARE_ARRIVED] = '>'};
    Cli *cli = pair->cli;
    const Document *document = document_of(pair, part);
    Str block = document_get_text(document, part->block);
    Str text = str_slice(block, part->start, part->end);
    if (!pair->is_json) {
        out_printf(cli, "%c ", marks[part->kind]);
        out_text(cli, text_trim(text));
        out_printf(cli, "\n");
        return;
    }
    size_t before = utf8_count_codepoints(str_slice(block, 0, part->start));
    json_open(cli);
    json_text(cli, "change", str_from(names[part->kind]));
    json_list(cli, "headings", path, STR("\n"));
    json_int(cli, "edition", document->edition);
    json_int(cli, "block", part->block);
    json_int(cli, "start", (int64_t)before);
    json_int(cli, "end", (int64_t)(before + utf8_count_codepoints(text)));
    json_text(cli, "text", text);
    json_close(cli);
}

static void print_section(Cli *cli, Str path, bool is_first)
{
    out_printf(cli, "%s@ ", is_first ? "" : "\n");
    for (Str rest = path; rest.data;) {
        out_text(cli, str_split(&rest, '\n'));
        out_printf(cli, rest.data ? " > " : "");
    }
    out_printf(cli, "\n");
}

static void print_hunks(const Pair *pair)
{
    StrBuf path = {0}, last = {0};
    for (size_t i = 0; i < pair->comparison->hunk_count; i++) {
        const CompareHunk *hunk = &pair->comparison->hunks[i];
        for (size_t j = 0; j < hunk->part_count; j++) {
            const ComparePart *part = &pair->comparison->parts[hunk->first_part + j];
            strbuf_reset(&path);
            document_append_path(document_of(pair, part), part->block, STR("\n"), &path);
            bool is_new = !str_is_equal(strbuf_get(&path), strbuf_get(&last));
            if (!pair->is_json && (j == 0 || is_new))
                if (is_new || i == 0)
                    print_section(pair->cli, strbuf_get(&path), i == 0 && j == 0);
            print_part(pair, part, strbuf_get(&path));
            strbuf_reset(&last);
            strbuf_append_str(&last, strbuf_get(&path));
            document_trim(pair->before);
            document_trim(pair->after);
        }
        out_relieve(pair->cli, (size_t)1 << 16);
    }
    strbuf_clear(&path);
    strbuf_clear(&last);
}

/* ---- the two editions ----------------------------------------------------------- */

static Document *open_edition(Cli *cli, int64_t doc, const char *word, Error *err)
{
    int64_t edition = 0;
    if (!str_parse_int(str_from(word), &edition)) {
        error_set(err, ERR_USAGE, _("'%s' is no number of an edition"), word);
        return NULL;
    }
    Document *document =
        store_open_edition(library_get_store(cli->library), edition, err);
    if (document && document->id != doc) {
        error_set(err, ERR_NOT_FOUND,
                  _("edition %lld is not one of document %lld; `piyue editions %lld` "
                    "lists them"),
                  (long long)edition, (long long)doc, (long long)doc);
        document_free(document);
        return NULL;
    }
    return document;
}

bool cli_compare_editions(Cli *cli, int64_t doc, const char *before, const char *after,
                          bool is_json, Error *err)
{
    Pair pair = {.cli = cli, .is_json = is_json};
    pair.before = open_edition(cli, doc, before, err);
    pair.after = pair.before ? open_edition(cli, doc, after, err) : NULL;
    bool is_done = pair.after != NULL;
    if (is_done) {
        pair.comparison = comparison_new(pair.before, pair.after);
        is_done = print_passages(&pair, err);
        if (is_done && !pair.comparison->hunk_count && !is_json)
            out_printf(cli, "%s\n", _("both editions say the same"));
        if (is_done)
            print_hunks(&pair);
    }
    comparison_free(pair.comparison);
    document_free(pair.before);
    document_free(pair.after);
    return is_done;
}
