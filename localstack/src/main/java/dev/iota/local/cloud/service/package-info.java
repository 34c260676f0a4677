/**
 * The services themselves, each a small wrapper that makes one of them listen on loopback and store in the run's
 * folder: DynamoDB, S3, SQS, STS and Step Functions. A request enters; {@link dev.iota.local.cloud.access} says
 * whether it is allowed; the service answers. Next door, {@link dev.iota.local.cloud.provision} fills them.
 */
@NullMarked
package dev.iota.local.cloud.service;

import org.jspecify.annotations.NullMarked;
