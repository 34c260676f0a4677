package dev.iota.orchestrator.context;

import com.github.benmanes.caffeine.cache.Cache;
import dev.iota.cloud.object.Objects;
import dev.iota.core.data.ByteRange;
import dev.iota.core.data.TokenShard;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Hashes of token records, read from the tables in their shards a page at a time; the newest pages are kept. */
final class TokenHashes {
    /** Records of a page: 32 kB. */
    private static final int PAGE = 1024;

    private static final int PAGES = 64;
    private static final int HASH = 32;

    private final Objects objects;
    private final Cache<Page, List<String>> pages = Caches.of(PAGES).build();

    TokenHashes(Objects objects) {
        this.objects = objects;
    }

    private record Page(String key, int number) {}

    /** SHA-256 of one record of the shard stored under {@code key}. */
    String of(String key, TokenShard shard, int record) {
        var page = new Page(key, record / PAGE);
        return pages.get(page, missing -> load(missing, shard)).get(record % PAGE);
    }

    private List<String> load(Page page, TokenShard shard) {
        var first = page.number() * PAGE;
        var last = Math.min(first + PAGE, shard.records()) - 1;
        var from = shard.hash(first).offset();
        var bytes =
                objects.read(page.key(), new ByteRange(from, shard.hash(last).end() - from));
        var hashes = new ArrayList<String>();
        for (var at = 0; at < bytes.length; at += HASH) {
            hashes.add(HexFormat.of().formatHex(bytes, at, at + HASH));
        }
        return List.copyOf(hashes);
    }
}
