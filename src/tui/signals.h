/* Signals as readable events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_SIGNALS_H
#define PIYUE_TUI_SIGNALS_H

#include <stdbool.h>

typedef enum SignalKind {
    SIGNAL_NONE,
    SIGNAL_RESIZED,
    SIGNAL_HANGUP, /* SIGHUP, SIGTERM */
    SIGNAL_STOP,   /* SIGTSTP from outside: ^Z is a key */
    SIGNAL_CONTINUED,
} SignalKind;

/* Catches the signals above and ignores SIGPIPE, SIGINT, SIGQUIT and SIGXFSZ; call it
 * once. */
void signals_catch(void);
void signals_release(void); /* the defaults again */
/* A descriptor that is readable while signals wait. */
int signals_get_fd(void);
SignalKind signals_next(void);
/* One of this kind that waits is nobody's. */
void signals_forget(SignalKind kind);
/* Stops the process for its shell, as ^Z does everywhere; returns after fg. */
void signals_stop_self(void);

#endif
