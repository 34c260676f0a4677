package dev.iota.local.cloud.net;

/**
 * Where the embedded cloud says it is.
 *
 * @param region AWS region
 * @param account number of the account
 */
public record Place(String region, String account) {
    /** Name in the world of a resource of this region and account. */
    public String arn(String service, String resource) {
        return "arn:aws:%s:%s:%s:%s".formatted(service, region, account, resource);
    }
}
