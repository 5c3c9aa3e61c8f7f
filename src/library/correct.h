/* Headings by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_CORRECT_H
#define PIYUE_LIBRARY_CORRECT_H

#include "library/edit.h"

/* Finds headings anew where an operation asked for it (Action.outlined_doc). */
bool outline_settle(Action *action, Error *err) MUST_CHECK;

#endif
