/* The modes of the terminal's line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/tty.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void set_raw(struct termios modes)
{
    modes.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | IGNBRK | IGNCR | INLCR | INPCK |
                                 ISTRIP | IXON | PARMRK);
    modes.c_oflag &= ~(tcflag_t)OPOST;
    modes.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
    modes.c_cflag = (modes.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

bool tty_make_raw(struct termios *before)
{
    if (tcgetattr(STDIN_FILENO, before) != 0)
        return false;
    set_raw(*before);
    return true;
}

void tty_set_back(const struct termios *before)
{
    tcsetattr(STDIN_FILENO, TCSANOW, before);
}

void tty_keep_raw(void)
{
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) == 0)
        set_raw(modes);
}

bool tty_get_size(int *rows, int *columns)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_row || !size.ws_col)
        return false;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return true;
}

bool tty_write(Str bytes)
{
    struct pollfd fd = {.fd = STDOUT_FILENO, .events = POLLOUT};
    while (bytes.len) {
        ssize_t put = write(STDOUT_FILENO, bytes.data, bytes.len);
        if (put >= 0)
            bytes = str_slice(bytes, (size_t)put, bytes.len);
        else if (errno == EAGAIN) /* somebody else made the terminal non-blocking */
            poll(&fd, 1, -1);
        else if (errno != EINTR)
            return false;
    }
    return true;
}
