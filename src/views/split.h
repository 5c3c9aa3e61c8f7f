/* Two texts side by side.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_SPLIT_H
#define PIYUE_VIEWS_SPLIT_H

#include "views/screen.h"

/* Do two texts stand side by side now? */
bool split_is_shown(App *app);

#endif
