package dev.iota.model.engine;

import dev.iota.core.base.Sha256;
import dev.iota.model.program.Parameter;
import dev.iota.model.torch.TensorReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/**
 * The start of a training: N(0, σ) for linear maps and embeddings, one for norms. Every parameter has a stream of its
 * own, derived from the seed and its name, so that it starts the same in every replica and whatever the stage split is.
 */
public final class InitialWeights implements TensorReader {
    private static final String GENERATOR = "L64X128MixRandom";
    private static final int CHUNK_ELEMENTS = 1 << 16;

    private final long seed;
    private final double deviation;
    private final List<Parameter> parameters;
    private final Set<String> norms;
    private String current = "";
    private RandomGenerator random = RandomGenerator.of(GENERATOR);

    /**
     * @param deviation σ
     * @param parameters of a stage, in its order
     */
    public InitialWeights(long seed, double deviation, List<Parameter> parameters) {
        this.seed = seed;
        this.deviation = deviation;
        this.parameters = List.copyOf(parameters);
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

    /** Writes all parameters in their order, float32, little-endian, without the tensor library. */
    public void writeTo(WritableByteChannel channel) throws IOException {
        var chunk = ByteBuffer.allocate(CHUNK_ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var parameter : parameters) {
            var bytes = parameter.elements() * Float.BYTES;
            for (var offset = 0L; offset < bytes; offset += chunk.limit()) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), bytes - offset));
                read(parameter.name(), parameter.shape(), offset, chunk);
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            }
        }
    }

    private long seedOf(String name) {
        var digest = Sha256.digest();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
        return ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)))
                .order(ByteOrder.BIG_ENDIAN)
                .getLong();
    }
}
