/**
 * Who may do what in the embedded cloud: signatures as AWS checks them, sessions and their policies, and the count of
 * what was refused.
 */
@NullMarked
package dev.iota.local.cloud.access;

import org.jspecify.annotations.NullMarked;
