/* Two texts side by side.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_READER_SPLIT_H
#define PIYUE_READER_SPLIT_H

#include <piyue/screen.h>

/* Do two texts stand side by side now? */
bool split_is_shown(App *app);

#endif
