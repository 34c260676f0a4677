/**
 * The embedded cloud: one process that stands for AWS, on loopback, with its data in a folder of the run. In come a
 * folder and the shapes of a run, {@link dev.iota.local.cloud.CloudOptions}; out comes
 * {@link dev.iota.local.cloud.CloudFile}, which says where the services listen.
 * {@link dev.iota.local.cloud.EmbeddedCloud} starts what the packages below have: the services, who may use them, what
 * they hold, and the functions. The runner starts this as a process and knows nothing of its inside.
 */
@NullMarked
package dev.iota.local.cloud;

import org.jspecify.annotations.NullMarked;
