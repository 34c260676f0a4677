package dev.iota.core.data;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import java.util.List;

/**
 * What the token shards of a run hold. Written once by the operator, beside them.
 *
 * @param tokenizer name of the tokenizer
 * @param tokenizerSha256 of its {@code tokenizer.json}, in hexadecimal, or {@value #BYTE} for the byte tokenizer,
 *     which has no file
 * @param vocabulary number of tokens
 * @param sequence inputs of a sequence (T)
 * @param sequences sequences of a record (B)
 * @param seed of the choice of held-out documents, of the shuffle, and of the {@link DataPlan}
 * @param shards what is trained on
 * @param heldOut what is evaluated on and never trained on
 * @param documents documents read, of both parts
 * @param tokens tokens of the training records
 * @param heldOutTokens tokens of the held-out records
 * @param unigramEntropy what a model scores on the held-out part that knows no more than how frequent each token is
 *     in the training part, in nats per token: the mean over the held-out targets of −ln((c + 1) / (N + V)), with c the
 *     count of the target among the N tokens of the training records and V the vocabulary (add-one smoothing)
 */
public record DataManifest(
        String tokenizer,
        String tokenizerSha256,
        int vocabulary,
        int sequence,
        int sequences,
        long seed,
        List<ShardEntry> shards,
        ShardEntry heldOut,
        long documents,
        long tokens,
        long heldOutTokens,
        double unigramEntropy) {
    /** Stands for the hash of a tokenizer without a file. */
    public static final String BYTE = "byte";

    public DataManifest {
        shards = List.copyOf(shards);
        var shape = new RecordShape(vocabulary, sequence, sequences);
        require(!tokenizer.isBlank(), "data manifest: the tokenizer has no name");
        require(
                tokenizerSha256.equals(BYTE) || Sha256.isHex(tokenizerSha256),
                "data manifest: tokenizerSha256 is '%s'; wanted 64 hexadecimal digits or '%s'",
                tokenizerSha256,
                BYTE);
        require(!shards.isEmpty(), "data manifest: it names no shard");
        var records = 0L;
        for (var shard : shards) {
            checkLength(shape, shard);
            require(!shard.key().equals(heldOut.key()), "data manifest: shard %s is held out, too", shard.key());
            records += shard.records();
        }
        require(
                shards.stream().map(ShardEntry::key).distinct().count() == shards.size(),
                "data manifest: it names a shard twice");
        checkLength(shape, heldOut);
        require(documents > 0, "data manifest: it has %d documents", documents);
        require(
                tokens == records * shape.tokens(),
                "data manifest: tokens is %d; its %d records hold %d",
                tokens,
                records,
                records * shape.tokens());
        require(
                heldOutTokens == (long) heldOut.records() * shape.tokens(),
                "data manifest: heldOutTokens is %d; its %d records hold %d",
                heldOutTokens,
                heldOut.records(),
                (long) heldOut.records() * shape.tokens());
        require(
                unigramEntropy >= 0 && Double.isFinite(unigramEntropy),
                "data manifest: unigramEntropy is %s; wanted nats per token",
                unigramEntropy);
    }

    /** @throws dev.iota.core.base.MalformedException if the text is not a manifest, or contradicts itself */
    public static DataManifest read(String json) {
        return Json.read(json, DataManifest.class);
    }

    public String write() {
        return Json.write(this);
    }

    /** Of its text: what a run's specification names its data by. */
    public String sha256() {
        return Sha256.hex(write());
    }

    /** What a record of the shards is. */
    public RecordShape shape() {
        return new RecordShape(vocabulary, sequence, sequences);
    }

    /** Which microbatch is which record. */
    public DataPlan plan() {
        return new DataPlan(seed, shards.stream().map(ShardEntry::records).toList());
    }

    private static void checkLength(RecordShape shape, ShardEntry shard) {
        var wanted = TokenShard.of(shape, shard.records()).length();
        require(
                shard.bytes() == wanted,
                "data manifest: shard %s has %d bytes; its %d records take %d",
                shard.key(),
                shard.bytes(),
                shard.records(),
                wanted);
    }
}
