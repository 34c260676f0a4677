/**
 * The deployable stack of one run. In come the shapes of {@link dev.iota.cloud.shape}, which say what a run has, and
 * settings of the operator; out comes a CloudFormation template. {@link dev.iota.infra.IotaStack} puts it together:
 * storage, queues, functions, state machines, the API, permissions, alarms. The embedded cloud of the module
 * {@code localstack} makes the same shapes on one machine.
 */
@NullMarked
package dev.iota.infra;

import org.jspecify.annotations.NullMarked;
