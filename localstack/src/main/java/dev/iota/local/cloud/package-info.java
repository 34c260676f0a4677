/** The embedded cloud: one process that stands for AWS, on loopback, with its data in a folder of the run. */
@NullMarked
package dev.iota.local.cloud;

import org.jspecify.annotations.NullMarked;
