/**
 * SQS: the event queue, timers, the merge function's tasks, miners' inboxes, dead letters. Records of core enter,
 * messages leave; what cannot be read is never deleted unseen. Next door: {@link dev.iota.cloud.object}, for what is
 * too large for a message.
 */
@NullMarked
package dev.iota.cloud.queue;

import org.jspecify.annotations.NullMarked;
