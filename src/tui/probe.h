/* Questions to the terminal: how wide it draws what terminals dispute, which ground it
 * has. Nothing waits for the answers; they come among the keys.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_PROBE_H
#define PIYUE_TUI_PROBE_H

#include "tui/key_reader.h"

/* A class of characters that terminals count alike, shown by one of it. */
typedef struct ProbeClass {
    const char *name;   /* msgid */
    const char *sample; /* one cluster */
    bool decides;       /* about the option `ambiguous`; the others are for doctor */
} ProbeClass;
const ProbeClass *probe_list_classes(size_t *count);

#define PROBE_CLASSES_MAX 16

typedef struct Probe {
    bool is_open, is_complete; /* asked all classes, and not only those that decide */
    size_t asked, answered;    /* classes */
    int columns[PROBE_CLASSES_MAX]; /* in the order asked */
    bool is_attributed;             /* DA1 came: whatever was not answered will not be */
    unsigned older; /* questions asked before these whose answers are still to come */
    bool has_ground;
    int32_t ground; /* 0xRRGGBB */
} Probe;

/* Appends the questions; each answer is told by its place in the order, DA1 is the last.
 * The cursor is left anywhere and row 2 holds a sample: to be sent before a screen is
 * cleared and painted. `probe` is zeroed, or was asked before. `asks_ground`: OSC 11, see
 * probe_may_ask_ground. */
void probe_ask(Probe *probe, bool is_complete, bool asks_ground, StrBuf *out);
/* Takes an answer; true when it was the last one. */
bool probe_take(Probe *probe, const TermReport *report);
/* What the answers say of ambiguous glyphs: `safe` where classes differ among themselves.
 * False when the terminal did not say. */
bool probe_decide(const Probe *probe, AmbiguousWidth *width);
/* Is this a terminal that is known to answer OSC 11, or to read over it? */
bool probe_may_ask_ground(void);
bool ground_is_light(int32_t rgb);

#endif
