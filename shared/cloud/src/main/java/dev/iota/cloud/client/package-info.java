/** Clients of AWS services, credentials for miners' inboxes, and executions of the epoch's state machine. */
@NullMarked
package dev.iota.cloud.client;

import org.jspecify.annotations.NullMarked;
