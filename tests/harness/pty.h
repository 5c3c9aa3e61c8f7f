/* The real program in a terminal of its own: a pty, and libvterm to see what it shows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_PTY_H
#define TESTS_PTY_H

#include <piyue/tui.h>

#include <sys/types.h>
#include <vterm.h>

/* How long anything is waited for before it counts as failed: only what fails takes it,
 * and a busy machine is slow. */
#define PTY_DEADLINE_US 30000000

typedef struct Pty {
    VTerm *vterm;
    VTermScreen *screen;
    int master;
    pid_t pid;
    int rows, columns;
    bool is_cursor_visible, is_alternate;
    bool is_blind;    /* what is written is dropped: libvterm 0.1.4 dies of sequences that
                         were meant for a larger screen */
    uint64_t bytes;   /* written by the program so far */
    bool is_homeless; /* to be started so that no signal tells it of its terminal's end */
    bool has_no_keyboard; /* … or with nothing to read from, */
    bool is_nobody;       /* … or, where root tests, as somebody who may do little */
    /* How the terminal answers questions: */
    bool is_dumb;      /* never */
    int64_t answer_us; /* so much later, and byte by byte; 0 for at once */
    bool is_wide;      /* it draws ambiguous glyphs in two columns, and says so */
    const char
        *ground;    /* what it says of its ground, "rgb:0000/0000/0000"; NULL: nothing */
    StrBuf answers; /* not given yet */
    StrBuf unfinished; /* of a character that came in part */
    int64_t due_us;
} Pty;

/* For a child that is about to become a program: gives root's rights away. */
void pty_become_nobody(void);
/* Starts a program; rows and columns of *pty say how large its terminal is. */
bool pty_start(Pty *pty, char *const argv[]);
/* Feeds what the program writes within `wait_us` to the screen; false once it is gone. */
bool pty_pump(Pty *pty, int64_t wait_us);
/* Pumps until the program has been silent for a while. */
void pty_settle(Pty *pty);
/* Appends the rows of the screen without trailing blanks. */
void pty_dump(const Pty *pty, StrBuf *out);
/* Waits until the screen holds `text`; prints the screen and gives false if it never
 * does. */
bool pty_await(Pty *pty, const char *text);
/* Takes what the program writes, but no more than this a second, for so long. */
void pty_pump_slowly(Pty *pty, int bytes_per_second, int64_t us);
void pty_send(Pty *pty, Str bytes);
/* Keys in key_parse notation, blanks between them do not count. */
void pty_keys(Pty *pty, Str keys);
void pty_resize(Pty *pty, int rows, int columns);
/* Waits for the program to end by itself: its exit status, or -1 when it was killed by a
 * signal or had to be. Its terminal is gone afterwards. */
int pty_wait(Pty *pty);
/* Closes the terminal under the program, then waits as above. */
int pty_hang_up(Pty *pty);
/* Frees the screen; after pty_wait or pty_hang_up. */
void pty_clear(Pty *pty);

#endif
