/* Questions to the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/probe.h"

#include <stdlib.h>
#include <string.h>

/* Row 2, for a report of row 1 looks like F3 with a modifier. */
#define SAMPLE_PLACE "\033[2;1H"
#define ASK_CURSOR "\033[6n"
#define ASK_GROUND "\033]11;?\033\\"
#define ASK_ATTRIBUTES "\033[c"

static const ProbeClass classes[] = {
    {N_("quotation marks"), "“", true},
    {N_("dashes"), "—", true},
    {N_("circled numbers"), "①", true},
    {N_("Greek and Cyrillic"), "α", false},
    {N_("lines of tables"), "─", false},
    {N_("Han"), "协", false},
    {N_("Han of Extension H"), "\xF0\xB1\x8D\x90", false},
    {N_("hexagrams"), "䷀", false},
    {N_("emoji"), "😀", false},
    {N_("a letter with a combining mark"), "e\u0301", false},
    {N_("zero-width space"), "\u200B", false},
};

const ProbeClass *probe_list_classes(size_t *count)
{
    *count = ARRAY_SIZE(classes);
    return classes;
}

void probe_ask(Probe *probe, bool is_complete, bool asks_ground, StrBuf *out)
{
    *probe = (Probe){.is_open = true,
                     .is_complete = is_complete,
                     .older = probe->older + probe->is_open};
    for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
        if (!is_complete && !classes[i].decides)
            continue;
        strbuf_append_text(out, SAMPLE_PLACE);
        strbuf_append_text(out, classes[i].sample);
        strbuf_append_text(out, ASK_CURSOR);
        probe->asked++;
    }
    if (asks_ground)
        strbuf_append_text(out, ASK_GROUND);
    strbuf_append_text(out, ASK_ATTRIBUTES);
}

bool probe_take(Probe *probe, const TermReport *report)
{
    if (!probe->is_open)
        return false;
    if (probe->older) {
        probe->older -= report->kind == REPORT_ATTRIBUTES;
        return false;
    }
    switch (report->kind) {
    case REPORT_CURSOR:
        if (report->row == 2 && probe->answered < probe->asked)
            probe->columns[probe->answered++] = report->column - 1;
        break;
    case REPORT_GROUND:
        probe->has_ground = true;
        probe->ground = report->rgb;
        break;
    case REPORT_ATTRIBUTES:
        probe->is_attributed = true;
        probe->is_open = false;
        return true;
    case REPORT_STATUS:
        break;
    }
    return false;
}

bool probe_decide(const Probe *probe, AmbiguousWidth *width)
{
    if (probe->answered == 0 || probe->answered < probe->asked)
        return false;
    size_t at = 0, narrow = 0, wide = 0, deciding = 0;
    for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
        if (!probe->is_complete && !classes[i].decides)
            continue;
        int columns = probe->columns[at++];
        deciding += classes[i].decides;
        narrow += classes[i].decides && columns == 1;
        wide += classes[i].decides && columns == 2;
    }
    *width = narrow == deciding ? AMBIGUOUS_NARROW
             : wide == deciding ? AMBIGUOUS_WIDE
                                : AMBIGUOUS_SAFE;
    return true;
}

bool probe_may_ask_ground(void)
{
    static const char *const known[] = {
        "xterm", "rxvt",  "foot",    "alacritty", "kitty",   "st-",    "wezterm",
        "vte",   "gnome", "konsole", "mlterm",    "contour", "ghostty"};
    const char *term = getenv("TERM");
    if (!term || getenv("STY"))
        return false;
    if (getenv("TMUX"))
        return strncmp(term, "tmux", 4) == 0 || strncmp(term, "screen", 6) == 0;
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (strncmp(term, known[i], strlen(known[i])) == 0)
            return true;
    return false;
}

bool ground_is_light(int32_t rgb)
{
    /* Rec. 601 luma, in thousandths. */
    int luma = 299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255);
    return luma >= 128000;
}
