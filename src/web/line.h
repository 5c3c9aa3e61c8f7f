/* Lines that pages put around their text: buttons, and the imprint.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_LINE_H
#define PIYUE_WEB_LINE_H

#include <piyue/importer.h>

/* Is the line nothing but words of buttons (分享 举报, 打印本页, Share)? */
bool line_is_control(Str line);

/* Does the line speak of the page: 免责声明, 版权声明, 转载请注明 …? */
bool line_is_notice(Str line);

/* Is it a date, with or without its time, and nothing else? */
bool line_is_date(Str line);

/* What an imprint line says; empty where it does not. Slices of the line. */
typedef struct Imprint {
    Str source, author, date;
    bool is_whole; /* all of the line is imprint */
} Imprint;
/* Reads 来源：新华社 作者：张三 2024-05-20 13:09 and the like. */
Imprint line_read_imprint(Str line);

#endif
