package dev.iota.core.merge.plan;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.upload.Manifest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * What the dealing of shards is drawn from: SHA-256 over the hashes of all accepted manifests in hotkey order, then a
 * secret. The orchestrator commits to the secret at the epoch's start, before any manifest, and shows it with the plan:
 * neither a miner, which does not know the secret, nor the orchestrator, which does not know the manifests, can aim.
 *
 * @param sha256 64 hexadecimal digits
 */
public record PlanSeed(String sha256) {
    /** Bytes of the secret. */
    public static final int SECRET = 32;

    public PlanSeed {
        Sha256.require(sha256, "plan seed");
    }

    public static PlanSeed of(List<Manifest> accepted, byte[] secret) {
        var digest = Sha256.digest();
        accepted.stream()
                .sorted(Comparator.comparing(Manifest::hotkey))
                .forEach(manifest -> digest.update(HexFormat.of().parseHex(manifest.sha256())));
        digest.update(requireSecret(secret));
        return new PlanSeed(HexFormat.of().formatHex(digest.digest()));
    }

    /** What is published at the epoch's start. */
    public static String commitment(byte[] secret) {
        return Sha256.hex(requireSecret(secret));
    }

    private static byte[] requireSecret(byte[] secret) {
        if (secret.length != SECRET) {
            throw new IllegalArgumentException("a secret of %d bytes; wanted %d".formatted(secret.length, SECRET));
        }
        return secret;
    }
}
