package dev.iota.cloud.client;

import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** How tables are called, wherever a client of them is made. */
public final class TableCalls {
    private TableCalls() {}

    /**
     * A write that meets a transaction over the same item is made again by the client, after waits that are random and
     * grow: the transaction is over within milliseconds, and nobody's call fails because another one was under way.
     */
    public static void retried(ClientOverrideConfiguration.Builder calls) {
        calls.retryStrategy(strategy -> strategy.retryOnException(TransactionConflictException.class));
    }
}
