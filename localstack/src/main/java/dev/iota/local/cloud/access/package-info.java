/**
 * Who may do what in the embedded cloud: signatures as AWS checks them, sessions and their policies, and the count of
 * what was refused. A request enters; a principal leaves, or a refusal with AWS's own name for it. Next door:
 * {@link dev.iota.local.cloud.service}, whose gates ask here.
 */
@NullMarked
package dev.iota.local.cloud.access;

import org.jspecify.annotations.NullMarked;
