/* What terminfo says of a terminal, ready to be sent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_TERMINFO_H
#define PIYUE_TUI_TERMINFO_H

#include <piyue/base.h>

typedef enum Capability {
    CAP_CURSOR_PLACE,  /* cup */
    CAP_COLUMN_PLACE,  /* hpa */
    CAP_ROW_PLACE,     /* vpa */
    CAP_REGION,        /* csr */
    CAP_SCROLL_UP,     /* indn */
    CAP_SCROLL_DOWN,   /* rin */
    CAP_SCROLL_UP_1,   /* ind */
    CAP_SCROLL_DOWN_1, /* ri */
    CAP_CLEAR,
    CAP_ERASE_ROW_END,   /* el */
    CAP_ERASE,           /* ech */
    CAP_BEGIN,           /* smcup */
    CAP_END,             /* rmcup */
    CAP_CURSOR_HIDE,     /* civis */
    CAP_CURSOR_SHOW,     /* cnorm */
    CAP_PLAIN,           /* sgr0 */
    CAP_FOREGROUND,      /* setaf */
    CAP_BACKGROUND,      /* setab */
    CAP_COLOURS_DEFAULT, /* op */
    CAP_BOLD,
    CAP_DIM,
    CAP_ITALIC,
    CAP_UNDERLINE,
    CAP_REVERSE,
    CAP_REVERSE_END, /* rmso: tells whether attributes end one by one */
    CAP_STRIKE,
    CAP_COUNT
} Capability;

/* The strings are without padding: no terminal of today needs to be waited for. */
typedef struct Terminfo {
    char *strings[CAP_COUNT]; /* owned; NULL for what the terminal cannot do */
    int colours;              /* 0 for none */
    int uncoloured;           /* attributes that cannot be had beside colours (ncv) */
    bool erases_in_colour;    /* bce: what is erased takes the current ground */
    bool wraps_at_once;       /* behind the last column the cursor is on the next row */
    bool has_rgb;
    bool is_standard;     /* cursor, scroll region and attributes are those of ECMA-48 */
    const char *stand_in; /* NULL, or whose description this is, for want of its own */
} Terminfo;

/* Reads the description of the terminal `name`, or one of its family; false where there
 * is neither. */
bool terminfo_read(Terminfo *info, const char *name);
void terminfo_clear(Terminfo *info);
bool terminfo_has(const Terminfo *info, Capability capability);
/* Appends a capability; nothing where the terminal has none. */
void terminfo_append(const Terminfo *info, Capability capability, StrBuf *out);
/* The same with its parameters filled in. */
void terminfo_append_with(const Terminfo *info, Capability capability, int first,
                          int second, StrBuf *out);

#endif
