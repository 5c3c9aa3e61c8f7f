/* How far an import is: the file, counts, speed, the time that is left.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/import_panel.h"

#include <string.h>

#include <piyue/text.h>

#define MARGIN 2
#define GAP "   "
#define SPEED_FROM_SECONDS 1.0 /* before that it tells little */

static void append_megabytes(StrBuf *out, uint64_t bytes)
{
    strbuf_appendf(out, "%.1f", (double)bytes / 1e6);
}

static void append_files(const IntakeProgress *at, StrBuf *out)
{
    format_count(out, at->files_done);
    strbuf_append_text(out, " / ");
    format_count(out, at->files_total);
    strbuf_append_text(out, translate_plural(" file   ", " files   ", at->files_total));
}

static void append_bytes(const IntakeProgress *at, StrBuf *out)
{
    append_megabytes(out, at->bytes_done);
    strbuf_append_text(out, " / ");
    append_megabytes(out, at->bytes_total);
    strbuf_append_text(out, " MB" GAP);
}

/* Bytes in a second; 0 while that would tell little. */
static double get_speed(const ImportPanel *panel)
{
    return panel->seconds > SPEED_FROM_SECONDS
               ? (double)panel->at->bytes_done / panel->seconds
               : 0;
}

static void append_left(const ImportPanel *panel, StrBuf *out)
{
    const IntakeProgress *at = panel->at;
    double speed = get_speed(panel);
    uint64_t left = at->bytes_total - MIN(at->bytes_done, at->bytes_total);
    if (speed > 0)
        strbuf_appendf(out, _("about %.0f s left   "), (double)left / speed);
}

static void append_speed(const ImportPanel *panel, StrBuf *out)
{
    if (get_speed(panel) > 0)
        strbuf_appendf(out, _("%.1f MB/s   "), get_speed(panel) / 1e6);
}

/* The part is there whole, or not at all. */
static void take_part(const Frame *frame, int room, Str part, StrBuf *out)
{
    size_t before = out->len;
    strbuf_append_str(out, part);
    if (text_columns(text_trim(strbuf_get(out)), &frame->width) > (size_t)MAX(room, 0))
        out->len = before;
}

static void draw_figures(const ImportPanel *panel, Frame *frame, int row)
{
    StrBuf parts[4] = {{0}}, figures = {0};
    int end = frame->columns - MARGIN;
    Str stop = str_from(_("Ctrl-C stops"));
    int room = end - MARGIN - (int)text_columns(stop, &frame->width) - (int)strlen(GAP);
    append_files(panel->at, &parts[0]);
    append_bytes(panel->at, &parts[1]);
    append_left(panel, &parts[2]);
    append_speed(panel, &parts[3]);
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        take_part(frame, room, strbuf_get(&parts[i]), &figures);
        strbuf_clear(&parts[i]);
    }
    frame_put_cut(frame, row, MARGIN, room, text_trim(strbuf_get(&figures)), STYLE_PROMPT,
                  STYLE_LIST_DIM);
    int column = put_right(frame, row, MARGIN, end, stop, STYLE_PROMPT);
    frame_overlay(frame, row, column, end - column, STYLE_LIST_DIM);
    strbuf_clear(&figures);
}

void import_panel_draw(const ImportPanel *panel, Frame *frame)
{
    int y = frame->rows - FOOT_ROWS - 3;
    StrBuf text = {0};
    for (int i = MAX(y - 1, 0); i < frame->rows - 1; i++)
        frame_fill(frame, i, 0, 1, frame->columns, STYLE_PROMPT);
    strbuf_append_text(&text, _("Importing "));
    format_path(&text, str_from(panel->at->path));
    frame_put_cut(frame, y, MARGIN, frame->columns - 2 * MARGIN, strbuf_get(&text),
                  STYLE_PROMPT, STYLE_TEXT);
    draw_figures(panel, frame, y + 1);
    frame_put_cut(frame, y + 2, MARGIN, frame->columns - 2 * MARGIN, panel->last,
                  STYLE_PROMPT, STYLE_LIST_DIM);
    strbuf_clear(&text);
}
