package dev.iota.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.iota.rules.PackageRules;
import dev.iota.rules.SurroundingRules;
import java.time.Clock;
import java.time.Instant;

/**
 * The arrows between modules, in what was compiled, and what packages look like. {@link ModuleArrowsTest} has the
 * arrows for the modules that are not seen here.
 */
@AnalyzeClasses(packages = "dev.iota", importOptions = DoNotIncludeTests.class)
final class LocalArchitectureTest {
    private static final String TENSORS = "ai.djl..";
    private static final String[] AGENTS = {"dev.iota.miner..", "dev.iota.validator..", "dev.iota.research.."};

    private LocalArchitectureTest() {}

    @ArchTest
    static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);

    @ArchTest
    static final ArchTests SURROUNDINGS = ArchTests.in(SurroundingRules.class);

    @ArchTest
    static final ArchRule the_domain_knows_nothing_but_itself_and_its_formats = classes()
            .that()
            .resideInAPackage("dev.iota.core..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.iota.core..",
                    "java..",
                    "javax.crypto..",
                    "com.fasterxml.jackson..",
                    "cafe.cryptography..",
                    "org.bouncycastle..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule decisions_read_no_clock = noClasses()
            .that()
            .resideInAPackage("dev.iota.core..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .because("time is a parameter of every decision: the simulator has another clock");

    @ArchTest
    static final ArchRule the_adapters_know_the_domain_alone = noClasses()
            .that()
            .resideInAPackage("dev.iota.cloud..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(TENSORS, "dev.iota.model..", "dev.iota.orchestrator..", "dev.iota.local..")
                            .or(resideInAnyPackage(AGENTS)));

    @ArchTest
    static final ArchRule no_function_carries_a_tensor_library_or_knows_where_it_runs = noClasses()
            .that()
            .resideInAPackage("dev.iota.orchestrator..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(TENSORS, "dev.iota.model..", "dev.iota.local..", "dev.iota.infra..")
                    .or(resideInAnyPackage(AGENTS)))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_local_system_knows_the_agents_only_as_jars = noClasses()
            .that()
            .resideInAPackage("dev.iota.local..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(TENSORS, "dev.iota.model..", "dev.iota.infra..")
                    .or(resideInAnyPackage(AGENTS)));
}
