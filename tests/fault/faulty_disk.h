/* A disk that fails when it is told to: SQLite's own files, between it and the system.
 *
 * Every write, truncation, sync and deletion is counted. At the chosen one the program is
 * killed in the middle of it, or the power goes and all that was not synced is as it was
 * before, or the disk is full from then on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_FAULTY_DISK_H
#define PIYUE_FAULTY_DISK_H

#include <stdbool.h>

#define FAULT_EXIT 9 /* status of a program that was killed by its disk */

typedef enum Fault { FAULT_NONE, FAULT_KILL, FAULT_POWER, FAULT_FULL } Fault;

/* Puts the disk under every database opened from now on in this process. */
void faulty_disk_install(void);
/* The fault comes at the `at`-th step from now, from 1. */
void faulty_disk_arm(Fault fault, int at);
/* The disk is sound again. */
void faulty_disk_disarm(void);
bool faulty_disk_has_failed(void);
int faulty_disk_count(void); /* steps since it was armed */

#endif
