/* cli: the command line, one file for each subcommand.
 *
 * The only room, with main.c, that prints and that knows exit statuses.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_CLI_H
#define PIYUE_CLI_H

/* Runs the program with the arguments of main(): global options, then a subcommand, or
 * the reader. Returns the exit status: 0 done; 1 nothing matched or some inputs failed;
 * 2 wrong usage or an unusable environment. */
int cli_run(int argc, char **argv);

#endif
