/* The panel that tells how far an import is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_IMPORT_PANEL_H
#define PIYUE_VIEWS_IMPORT_PANEL_H

#include <piyue/intake.h>
#include <piyue/screen.h>

typedef struct ImportPanel {
    const IntakeProgress *at;
    double seconds; /* since it began */
    Str last;       /* what was said about the last file, sanitised */
} ImportPanel;

/* Three rows above the last one, over what stands there. What does not fit into a narrow
 * screen is left out from the end; how to stop it is always told. */
void import_panel_draw(const ImportPanel *panel, Frame *frame);

#endif
