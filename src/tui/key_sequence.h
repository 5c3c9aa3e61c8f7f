/* What a whole control sequence of a terminal means.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_KEY_SEQUENCE_H
#define PIYUE_TUI_KEY_SEQUENCE_H

#include <piyue/tui.h>

typedef struct Sequence {
    int parameters[4];
    int count;
    char private_mark; /* '<' for the mouse, '?' for answers, 0 for none */
    char final;
} Sequence;

/* `inner` is what stands between CSI (or SS3) and the final byte. */
Sequence sequence_parse(Str inner, char final);
/* The key it stands for, in any of the dialects of xterm, rxvt, the Linux console, PuTTY
 * and screen; false when it is none. */
bool sequence_get_key(const Sequence *sequence, Key *key);
/* The same behind SS3: keys of the application modes, and those of rxvt with Control. */
bool sequence_get_ss3_key(const Sequence *sequence, Key *key);
/* What the mouse did, as SGR tells it; false when it is nothing of ours. */
bool sequence_get_mouse(const Sequence *sequence, Event *event);
/* The same as X10 tells it, in the three bytes behind CSI M: not beyond column 223. */
bool mouse_parse_bytes(const char bytes[3], Event *event);

/* A control byte as a key. */
Key key_from_control(unsigned char byte, unsigned modifiers);

#endif
