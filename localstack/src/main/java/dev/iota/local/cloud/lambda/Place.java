package dev.iota.local.cloud.lambda;

/**
 * Where the embedded cloud says it is.
 *
 * @param region AWS region
 * @param account number of the account
 */
public record Place(String region, String account) {
    String arn(String service, String resource) {
        return "arn:aws:%s:%s:%s:%s".formatted(service, region, account, resource);
    }
}
