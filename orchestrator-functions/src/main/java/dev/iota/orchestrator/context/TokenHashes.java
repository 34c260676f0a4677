package dev.iota.orchestrator.context;

import com.github.benmanes.caffeine.cache.Cache;
import dev.iota.cloud.object.Objects;
import dev.iota.core.data.ByteRange;
import dev.iota.core.data.TokenShard;
import java.util.HexFormat;

/** Hashes of token records, read from the tables in their shards a page at a time; the newest pages are kept. */
final class TokenHashes {
    /** Records of a page: 32 kB. */
    private static final int PAGE = 1024;

    /**
     * Positions are drawn from all of the data, so a page is needed again by the microbatch that it was read for, at
     * the head and at the tail: those that are on their way, 32 MB at most.
     */
    private static final int PAGES = 1000;

    private static final int HASH = 32;

    private final Objects objects;
    private final Cache<Page, byte[]> pages = Caches.of(PAGES).build();

    TokenHashes(Objects objects) {
        this.objects = objects;
    }

    private record Page(String key, int number) {}

    /** SHA-256 of one record of the shard stored under {@code key}. */
    String of(String key, TokenShard shard, int record) {
        var page = new Page(key, record / PAGE);
        var at = record % PAGE * HASH;
        return HexFormat.of().formatHex(pages.get(page, missing -> load(missing, shard)), at, at + HASH);
    }

    private byte[] load(Page page, TokenShard shard) {
        var first = page.number() * PAGE;
        var last = Math.min(first + PAGE, shard.records()) - 1;
        var from = shard.hash(first).offset();
        return objects.read(page.key(), new ByteRange(from, shard.hash(last).end() - from));
    }
}
