/* piyue as it would be without care: foreign text goes out as it came, to a screen and to
 * a file. Linked with --wrap, so that it is the program itself but for these two
 * functions; escapes.py must find it out. SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

void __wrap_sanitize(StrBuf *out, Str text, SanitizeMode mode);
bool __real_cluster_next(Str text, size_t *off, const WidthPolicy *policy,
                         Cluster *cluster);
bool __wrap_cluster_next(Str text, size_t *off, const WidthPolicy *policy,
                         Cluster *cluster);

void __wrap_sanitize(StrBuf *out, Str text, SanitizeMode mode)
{
    (void)mode;
    strbuf_append_str(out, text);
}

bool __wrap_cluster_next(Str text, size_t *off, const WidthPolicy *policy,
                         Cluster *cluster)
{
    if (!__real_cluster_next(text, off, policy, cluster))
        return false;
    size_t start = 0;
    if (sanitize_is_hostile(utf8_next(cluster->text, &start)))
        cluster->shown = cluster->text;
    return true;
}
