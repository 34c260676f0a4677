package dev.iota.agent.link;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.OtherDataException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShard;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TokenEvidence;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether tokens are those that the run's data plan names for their position. The data of a run is fixed: its
 * specification names the one manifest that all of this has to be by.
 */
final class DataCheck {
    /** Heads that are kept: the largest has 32 MiB. */
    private static final int HEADS = 4;

    private final RecordShape shape;
    private final Optional<String> sha256;
    private final ObjectReader objects;
    private final Map<String, byte[]> heads = new LinkedHashMap<>(HEADS, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
            return size() > HEADS;
        }
    };
    private @Nullable DataManifest read;

    /**
     * @param shape of the run's records
     * @param sha256 of the manifest's text, as the run's specification says
     */
    DataCheck(RecordShape shape, Optional<String> sha256, ObjectReader objects) {
        this.shape = shape;
        this.sha256 = sha256;
        this.objects = objects;
    }

    /**
     * @param deadline when the URLs of the evidence end
     * @throws OtherDataException if they are others
     * @throws InputBadException if the evidence is missing or damaged
     */
    synchronized void require(TokenEvidence tokens, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var manifest = manifest(tokens.manifest(), deadline);
        var position = manifest.plan().at(tokens.position());
        var entry = manifest.shards().get(position.shard());
        var shard = TokenShard.of(shape, entry.records());
        require(
                tokens.head().sha256().equals(Optional.of(entry.head()))
                        && tokens.head().bytes() == shard.head().length(),
                "the head of a token shard is %s; position %d of the data plan is in %s, whose head has the SHA-256 %s"
                        .formatted(tokens.head(), tokens.position(), entry.key(), entry.head()));
        var wanted = TokenShard.hash(head(tokens.head(), deadline), position.record());
        require(
                tokens.record().sha256().equals(Optional.of(wanted)),
                "the tokens at position %d are a record of %s; the data plan names record %d of %s, %s"
                        .formatted(tokens.position(), tokens.record(), position.record(), entry.key(), wanted));
    }

    private DataManifest manifest(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        require(
                source.sha256().isPresent() && source.sha256().equals(sha256),
                "the manifest of the data is %s; the run's specification names %s"
                        .formatted(source, sha256.orElse("none")));
        var known = read;
        if (known == null) {
            known = DataManifest.read(objects.text(source, deadline));
            require(
                    known.shape().equals(shape),
                    "the data of the manifest are %s; the run has %s".formatted(known.shape(), shape));
            read = known;
        }
        return known;
    }

    private byte[] head(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var sha256 = source.sha256().orElseThrow();
        var known = heads.get(sha256);
        if (known != null) {
            return known;
        }
        var read = objects.get(source, deadline).bytes();
        heads.put(sha256, read);
        return read;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new OtherDataException(otherwise);
        }
    }
}
