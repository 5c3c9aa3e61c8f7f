/* The program's entry.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/cli.h>

int main(int argc, char **argv)
{
    return cli_run(argc, argv);
}
