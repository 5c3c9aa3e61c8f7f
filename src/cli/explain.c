/* piyue outline --explain: why a line is a heading, or is none.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/text.h>

#include <stdlib.h>

/* Columns where standard output is no terminal. */
#define PLAIN_COLUMNS 100
#define INDENT 4

static const char *const outcome_names[] = {"taken", "by-hand", "contents", "weak",
                                            "order"};

/* Hundredths as "+1.25", whatever the locale's decimal sign. */
static void append_weight(StrBuf *out, int weight)
{
    int size = abs(weight);
    strbuf_appendf(out, "%c%d.%02d", weight < 0 ? '-' : '+', size / 100, size % 100);
}

/* " 2", " 4–5", " ≥6"; nothing where nothing was counted. */
static void append_amount(StrBuf *out, const OutlineEvidence *evidence)
{
    if (evidence->least < 0)
        return;
    if (evidence->most < 0)
        strbuf_appendf(out, " ≥%d", evidence->least);
    else if (evidence->most == evidence->least)
        strbuf_appendf(out, " %d", evidence->least);
    else
        strbuf_appendf(out, " %d–%d", evidence->least, evidence->most);
}

/* Joins pieces to rows of the width of the screen. */
typedef struct Rows {
    Cli *cli;
    size_t columns, used;
} Rows;

static void rows_begin(Rows *rows, Cli *cli)
{
    *rows = (Rows){.cli = cli,
                   .columns = cli->columns > 40 ? (size_t)cli->columns : PLAIN_COLUMNS};
}

static void rows_add(Rows *rows, Str piece)
{
    size_t columns = text_columns(piece, &rows->cli->width);
    bool is_first = rows->used == 0;
    if (!is_first && rows->used + 3 + columns > rows->columns) {
        out_printf(rows->cli, "\n");
        is_first = true;
    }
    if (is_first) {
        out_printf(rows->cli, "%*s", INDENT, "");
        rows->used = INDENT;
    } else {
        out_printf(rows->cli, " · ");
        rows->used += 3;
    }
    out_text(rows->cli, piece);
    rows->used += columns;
}

static void rows_end(Rows *rows)
{
    if (rows->used)
        out_printf(rows->cli, "\n");
    rows->used = 0;
}

static void print_people(Cli *cli, Document *document, const OutlineReason *reason)
{
    Str text = document_get_text(document, reason->block);
    out_printf(cli, "%7u  ", document_get_block(document, reason->block).source_line);
    out_text(cli, str_slice(text, reason->title_start, reason->title_end));
    out_printf(cli, "\n");
    Rows rows;
    StrBuf piece = {0};
    rows_begin(&rows, cli);
    outline_append_outcome(&piece, reason);
    rows_add(&rows, strbuf_get(&piece));
    strbuf_reset(&piece);
    strbuf_append_text(&piece, outline_get_family_name((OutlineFamily)reason->family));
    if (reason->number)
        strbuf_appendf(&piece, " %u", reason->number);
    if (reason->is_run_in)
        strbuf_appendf(&piece, ", %s", _("at the start of a paragraph"));
    if (reason->is_glued)
        strbuf_appendf(&piece, ", %s", _("was glued to the paragraph above"));
    rows_add(&rows, strbuf_get(&piece));
    strbuf_reset(&piece);
    append_weight(&piece, reason->sum);
    strbuf_appendf(&piece, " %s", _("evidence"));
    if (reason->score != reason->sum) {
        strbuf_append_text(&piece, ", ");
        append_weight(&piece, reason->score);
        strbuf_appendf(&piece, " %s", _("with its siblings"));
    }
    rows_add(&rows, strbuf_get(&piece));
    if (reason->outcome != OUTCOME_CONTENTS) {
        strbuf_reset(&piece);
        append_weight(&piece, reason->step);
        strbuf_appendf(&piece, " %s", *reason->place ? _(reason->place) : "");
        rows_add(&rows, strbuf_get(&piece));
        strbuf_reset(&piece);
        append_weight(&piece, reason->margin);
        strbuf_appendf(&piece, " %s",
                       reason->level ? _("against leaving it out")
                                     : _("against taking it"));
        rows_add(&rows, strbuf_get(&piece));
    }
    rows_end(&rows);
    for (size_t i = 0; i < reason->evidence_count; i++) {
        const OutlineEvidence *evidence = &reason->evidence[i];
        strbuf_reset(&piece);
        append_weight(&piece, evidence->weight);
        strbuf_appendf(&piece, " %s", _(evidence->summary));
        append_amount(&piece, evidence);
        rows_add(&rows, strbuf_get(&piece));
    }
    rows_end(&rows);
    strbuf_clear(&piece);
}

static void print_json(Cli *cli, Document *document, const OutlineReason *reason)
{
    Str text = document_get_text(document, reason->block);
    json_open(cli);
    json_int(cli, "line", document_get_block(document, reason->block).source_line);
    json_int(cli, "block", reason->block);
    json_int(cli, "level", reason->level);
    json_text(cli, "title", str_slice(text, reason->title_start, reason->title_end));
    json_text(cli, "family",
              str_from(outline_get_family_name((OutlineFamily)reason->family)));
    json_int(cli, "number", reason->number);
    json_text(cli, "outcome", str_from(outcome_names[reason->outcome]));
    json_bool(cli, "run_in", reason->is_run_in);
    json_bool(cli, "glued", reason->is_glued);
    json_int(cli, "evidence", reason->sum);
    json_int(cli, "score", reason->score);
    json_int(cli, "step", reason->step);
    json_text(cli, "place", str_from(reason->place));
    json_int(cli, "margin", reason->margin);
    json_object(cli, "weights");
    for (size_t i = 0; i < reason->evidence_count; i++)
        json_int(cli, reason->evidence[i].name, reason->evidence[i].weight);
    json_object_end(cli);
    json_close(cli);
}

/* With what was said of a document of the library by hand. */
static bool find_said(Cli *cli, const Document *document, OutlineRules **rules,
                      OutlineCorrection **corrections, size_t *count, Error *err)
{
    *corrections = NULL;
    *count = 0;
    if (document->id)
        return library_get_rules(cli->library, document->id, rules, err) &&
               library_get_corrections(cli->library, document, corrections, count, err);
    *rules = outline_rules_copy(cli->rules);
    return true;
}

bool cli_explain_outline(Cli *cli, Document *document, bool is_json, Error *err)
{
    OutlineRules *rules = NULL;
    OutlineCorrection *corrections;
    size_t correction_count;
    if (!find_said(cli, document, &rules, &corrections, &correction_count, err)) {
        outline_rules_free(rules);
        return false;
    }
    OutlineStudy *study = outline_study_new(document, rules);
    Outline none = {0}, ignored = {0};
    outline_study_solve(study, &none, corrections, correction_count, &ignored);
    outline_clear(&ignored);
    size_t count = outline_study_count(study);
    for (size_t i = 0; i < count && !cli->is_broken; i++) {
        OutlineReason reason;
        outline_study_explain(study, i, &reason);
        if (is_json)
            print_json(cli, document, &reason);
        else
            print_people(cli, document, &reason);
        document_trim(document);
    }
    outline_study_free(study);
    outline_rules_free(rules);
    free(corrections);
    return count > 0 || error_set(err, ERR_NOT_FOUND,
                                  _("nothing in %s could be a heading"), document->title);
}
