/* piyue detect: what a file is, and why we think so.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <unistd.h>

static void print_json(Cli *cli, const char *path, const ImportDetection *detection)
{
    json_open(cli);
    json_text(cli, "path", str_from(path));
    json_text(cli, "format", str_from(detection->format));
    json_text_or_null(cli, "encoding", str_from(detection->encoding));
    json_share(cli, "confidence", detection->confidence);
    json_text_or_null(cli, "reason", str_from(detection->reason));
    json_text_or_null(cli, "format_reason", str_from(detection->format_reason));
    json_close(cli);
}

/* PATH: ENCODING, then the rest, so that a script may cut at the first blank. */
static void print_row(Cli *cli, const char *path, const ImportDetection *detection)
{
    out_text(cli, str_from(path));
    out_printf(cli, ": %s %s %d%%", detection->encoding ? detection->encoding : "-",
               detection->format, (int)(detection->confidence * 100));
    const char *format = detection->format_reason, *encoding = detection->reason;
    if (format && encoding)
        out_printf(cli, "  (%s; %s)", _(format), _(encoding));
    else if (format || encoding)
        out_printf(cli, "  (%s)", _(format ? format : encoding));
    out_printf(cli, "\n");
}

static bool detect(Cli *cli, const char *path, bool is_json, Error *err)
{
    int fd = cli_open_file(path, err);
    if (fd < 0)
        return false;
    ImportOptions options = {.limits = import_limits_default()};
    ImportDetection detection = {0};
    bool is_detected = import_detect(fd, path, &options, &detection, err);
    close(fd);
    if (!is_detected)
        return false;
    if (is_json)
        print_json(cli, path, &detection);
    else
        print_row(cli, path, &detection);
    return true;
}

bool cmd_detect(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 1, SIZE_MAX, err))
        return false;
    bool is_json = args_has(args, "json");
    cli_warn_walls(cli);
    for (size_t i = 0; i < args->count; i++) {
        Error failure = {0};
        if (detect(cli, args->words[i], is_json, &failure))
            continue;
        cli_warn(cli, "%s", error_get_message(&failure));
        if (is_json) {
            json_open(cli);
            json_text(cli, "path", str_from(args->words[i]));
            json_text(cli, "error", str_from(error_get_message(&failure)));
            json_close(cli);
        }
        cli->status = 1;
        error_clear(&failure);
    }
    return true;
}
