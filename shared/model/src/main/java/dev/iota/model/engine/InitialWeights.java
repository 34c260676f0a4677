package dev.iota.model.engine;

import dev.iota.model.program.Parameter;
import dev.iota.model.torch.TensorReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/**
 * The start of a training: N(0, σ) for linear maps and embeddings, one for norms. Every parameter has a stream of its own, derived from
 * the seed and its name, so that it starts the same in every replica and whatever the stage split is.
 */
final class InitialWeights implements TensorReader {
    private static final String GENERATOR = "L64X128MixRandom";

    private final long seed;
    private final double deviation;
    private final Set<String> norms;
    private String current = "";
    private RandomGenerator random = RandomGenerator.of(GENERATOR);

    InitialWeights(long seed, double deviation, List<Parameter> parameters) {
        this.seed = seed;
        this.deviation = deviation;
        this.norms = parameters.stream()
                .filter(parameter -> parameter.kind() == Parameter.Kind.NORM)
                .map(Parameter::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void read(String name, List<Long> shape, long offset, ByteBuffer chunk) {
        if (!name.equals(current)) {
            current = name;
            random = RandomGeneratorFactory.of(GENERATOR).create(seedOf(name));
        }
        var constant = norms.contains(name);
        var floats = chunk.asFloatBuffer();
        while (floats.hasRemaining()) {
            floats.put(constant ? 1f : (float) (deviation * random.nextGaussian()));
        }
    }

    private long seedOf(String name) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
            return ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)))
                    .order(ByteOrder.BIG_ENDIAN)
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
