package dev.iota.core.data;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Sha256;
import java.util.regex.Pattern;

/**
 * A token shard as the manifest names it.
 *
 * @param key name of the object, relative to the manifest
 * @param records its records
 * @param bytes its length
 * @param sha256 of the whole object, in hexadecimal
 * @param head SHA-256 of its header and its table of hashes ({@link TokenShard#head}): with these bytes alone anybody
 *     can tell which record is the right one
 */
public record ShardEntry(String key, int records, long bytes, String sha256, String head) {
    /** A key is joined to a path or a prefix: it stays below it. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private static final int MAX_KEY = 256;

    public ShardEntry {
        require(
                key.length() <= MAX_KEY && KEY.matcher(key).matches(),
                "data manifest: the shard key '%s' is no relative path of letters, digits, '.', '_' and '-'",
                key);
        require(
                records > 0 && records <= TokenShard.MAX_RECORDS,
                "data manifest: shard %s has %d records; wanted 1 to %d",
                key,
                records,
                TokenShard.MAX_RECORDS);
        require(bytes > 0, "data manifest: shard %s has %d bytes", key, bytes);
        require(Sha256.isHex(sha256), "data manifest: shard %s has the SHA-256 '%s'", key, sha256);
        require(Sha256.isHex(head), "data manifest: the head of shard %s has the SHA-256 '%s'", key, head);
    }
}
