/* Why the line under the caret is a heading, or is none: a panel at the foot of the text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <stdlib.h>

#define PANEL_MAX_ROWS 9
#define LONG_TEXT_BYTES ((uint64_t)8 << 20) /* reading it takes longer than a blink */
#define TEXT_MIN_ROWS 4                     /* that stay above the panel */

void reader_drop_study(Reader *reader)
{
    outline_study_free(reader->study);
    outline_rules_free(reader->study_rules);
    reader->study = NULL;
    reader->study_rules = NULL;
    reader->is_reason_wanted = false;
    strbuf_reset(&reader->reason);
}

bool reader_close_reason(Reader *reader)
{
    if (!reader->reason.len)
        return false;
    strbuf_reset(&reader->reason);
    reader_relayout(reader);
    return true;
}

/* ---- its words ------------------------------------------------------------- */

static void append_weight(StrBuf *out, int weight)
{
    int size = abs(weight);
    strbuf_appendf(out, "%c%d.%02d ", weight < 0 ? '-' : '+', size / 100, size % 100);
}

/* One row for what it is, one for its place, one for each kind of evidence. */
static void append_reason(StrBuf *out, const OutlineReason *reason)
{
    outline_append_outcome(out, reason);
    strbuf_appendf(out, "  %s",
                   _(outline_get_family_summary((OutlineFamily)reason->family)));
    if (reason->number)
        strbuf_appendf(out, " %u", reason->number);
    if (reason->is_run_in)
        strbuf_appendf(out, "  %s", _("at the start of a paragraph"));
    strbuf_append_byte(out, '\n');
    append_weight(out, reason->sum);
    strbuf_append_text(out, _("evidence"));
    if (reason->score != reason->sum) {
        strbuf_append_text(out, "  ");
        append_weight(out, reason->score);
        strbuf_append_text(out, _("with its siblings"));
    }
    if (reason->outcome != OUTCOME_CONTENTS) {
        strbuf_append_text(out, "  ");
        append_weight(out, reason->step);
        strbuf_append_text(out, *reason->place ? _(reason->place) : "");
        strbuf_append_text(out, "  ");
        append_weight(out, reason->margin);
        strbuf_append_text(out, reason->level ? _("against leaving it out")
                                              : _("against taking it"));
    }
    strbuf_append_byte(out, '\n');
    for (size_t i = 0; i < reason->evidence_count; i++) {
        const OutlineEvidence *evidence = &reason->evidence[i];
        append_weight(out, evidence->weight);
        strbuf_append_text(out, _(evidence->summary));
        if (evidence->least >= 0 && evidence->most < 0)
            strbuf_appendf(out, " >=%d", evidence->least);
        else if (evidence->least >= 0 && evidence->least == evidence->most)
            strbuf_appendf(out, " %d", evidence->least);
        else if (evidence->least >= 0)
            strbuf_appendf(out, " %d-%d", evidence->least, evidence->most);
        strbuf_append_byte(out, '\n');
    }
}

/* ---- asking ------------------------------------------------------------------ */

/* The text is read once, and kept as it was seen until it changes. */
static bool make_study(Reader *reader, Error *err)
{
    OutlineCorrection *corrections = NULL;
    size_t count = 0;
    if (reader->study)
        return true;
    outline_rules_free(reader->study_rules);
    reader->study_rules = NULL;
    if (!library_get_rules(reader->library, reader->doc, &reader->study_rules, err))
        return false;
    bool is_made = library_get_corrections(reader->library, reader->document,
                                           &corrections, &count, err);
    if (is_made) {
        Outline none = {0}, ignored = {0};
        reader->study = outline_study_new(reader->document, reader->study_rules);
        outline_study_solve(reader->study, &none, corrections, count, &ignored);
        outline_clear(&ignored);
    }
    free(corrections);
    return is_made;
}

static void explain(Reader *reader)
{
    uint32_t block = reader->caret.block;
    size_t index = outline_study_find(reader->study, block);
    OutlineReason reason = {0};
    strbuf_reset(&reader->reason);
    reader->reason_block = block;
    if (index < outline_study_count(reader->study))
        outline_study_explain(reader->study, index, &reason);
    if (index >= outline_study_count(reader->study) || reason.block != block)
        strbuf_append_text(&reader->reason,
                           _("nothing in this paragraph could be a heading: it has no "
                             "number, and it is not short among longer ones\n"));
    else
        append_reason(&reader->reason, &reason);
}

bool act_heading_why(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    bool is_shown = reader->reason.len && reader->reason_block == reader->caret.block;
    if (is_shown) {
        reader_close_reason(reader);
        return true;
    }
    if (!reader->study && reader->document->text_bytes > LONG_TEXT_BYTES) {
        reader->is_reason_wanted = true;
        app_message(reader->app, _("reading the text once more; the next time is quick"));
        return true;
    }
    if (!make_study(reader, err))
        return false;
    explain(reader);
    reader_relayout(reader);
    return true;
}

void reader_explain_now(Reader *reader)
{
    Error err = {0};
    reader->is_reason_wanted = false;
    if (make_study(reader, &err)) {
        explain(reader);
        reader_relayout(reader);
    } else {
        app_message_error(reader->app, &err);
    }
    error_clear(&err);
}

/* ---- drawing ------------------------------------------------------------------- */

#define LEFT 3 /* of the rows, in the panel */

static int panel_columns(const Reader *reader)
{
    const ReaderGeometry *geometry = &reader->geometry;
    int left = reader->pane.covers_text ? 0 : geometry->pane_columns;
    return MAX(geometry->columns - left - LEFT - 1, 2);
}

static int count_rows(const Reader *reader)
{
    WidthPolicy width = app_get_width(reader->app);
    int rows = 0, columns = panel_columns(reader);
    for (Str rest = strbuf_get(&reader->reason); rest.len;) {
        Str row = str_split(&rest, '\n');
        size_t off = 0;
        do {
            off = wrap_row(row, off, columns, &width).next;
            rows++;
        } while (off < row.len);
    }
    return rows;
}

int reader_reason_rows(const Reader *reader, int body_rows)
{
    if (!reader->reason.len)
        return 0;
    /* One more for what it is about. */
    int wanted = MIN(count_rows(reader), PANEL_MAX_ROWS) + 1;
    return MAX(MIN(wanted, body_rows - TEXT_MIN_ROWS), 0);
}

void reader_draw_reason(const Reader *reader, Frame *frame)
{
    const ReaderGeometry *geometry = &reader->geometry;
    int y = geometry->body_top + geometry->body_rows, end = y + geometry->reason_rows;
    int left = reader->pane.covers_text ? 0 : geometry->pane_columns;
    if (geometry->reason_rows < 2)
        return;
    frame_fill(frame, y, left, end - y, frame->columns - left, STYLE_PANE);
    StrBuf title = {0};
    Str text = document_get_text(reader->document, reader->reason_block);
    strbuf_appendf(&title, "%s ", _("why:"));
    format_flat(&title, str_slice(text, 0, cluster_snap(text, MIN(text.len, 240))));
    frame_put_cut(frame, y++, left + 1, frame->columns - left - 2, strbuf_get(&title),
                  STYLE_PANE_HEADING, STYLE_TEXT);
    strbuf_clear(&title);
    StyleId style = STYLE_PANE;
    for (Str rest = strbuf_get(&reader->reason); y < end && rest.len;
         style = STYLE_PANE_DIM)
        y = put_paragraph(frame, y, end, left + LEFT, panel_columns(reader),
                          str_split(&rest, '\n'), style);
}
