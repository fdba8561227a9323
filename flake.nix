{
  description = "Declare a bare-metal guest, realize it from pinned sources, boot it";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-24.05";

  outputs = { self, nixpkgs }:
    let
      project = (builtins.fromTOML (builtins.readFile ./pyproject.toml)).project;
      # `pydantic>=2.7` is the package `pydantic`.
      nameOf = requirement: builtins.head (builtins.match "([A-Za-z0-9-]+).*" requirement);
      forEach = nixpkgs.lib.genAttrs [ "x86_64-linux" ];

      of = system:
        let
          pkgs = nixpkgs.legacyPackages.${system};
          python = pkgs.python3;
          dependencies = map (requirement: python.pkgs.${nameOf requirement}) project.dependencies;

          library = python.pkgs.buildPythonPackage {
            pname = project.name;
            version = project.version;
            pyproject = true;
            src = self;
            build-system = [ python.pkgs.hatchling ];
            inherit dependencies;
            pythonImportsCheck = [ "guestpipe" ];
          };

          # The light start that a checkout has too: an interpreter without `site`, told where the packages are.
          environment = python.withPackages (_: [ library ] ++ dependencies);
          packages = "${environment}/${python.sitePackages}";
          guestpipe = pkgs.writeShellApplication {
            name = "guestpipe";
            runtimeInputs = [ pkgs.apt pkgs.bubblewrap pkgs.dpkg ];
            text = ''
              exec ${environment}/bin/python -I -S ${packages}/guestpipe/front.py ${packages} "$@"
            '';
          };

          tested = python.withPackages (p: dependencies ++ [ p.hypothesis p.jsonschema p.pytest ]);
          pure = map (name: "tests/test_${name}.py") [ "declaration" "house" "keys" "lock_make" "nar" "resolve" ];
        in
        {
          inherit guestpipe;
          shell = pkgs.mkShell {
            packages = [ tested pkgs.apt pkgs.bubblewrap pkgs.dpkg pkgs.mypy pkgs.ruff ];
          };
          lint = pkgs.runCommand "guestpipe-lint" { nativeBuildInputs = [ pkgs.ruff ]; } ''
            cd ${self}
            ruff check --no-cache
            ruff format --no-cache --check
            touch $out
          '';
          # What needs neither tool roots nor a network; `./check` runs the rest.
          tests = pkgs.runCommand "guestpipe-tests" { nativeBuildInputs = [ tested ]; } ''
            cp -r ${self} checkout
            chmod -R u+w checkout
            cd checkout
            python -m pytest -p no:cacheprovider ${builtins.concatStringsSep " " pure}
            touch $out
          '';
        };
    in
    {
      packages = forEach (system: { default = (of system).guestpipe; });
      apps = forEach (system: {
        default = {
          type = "app";
          program = "${(of system).guestpipe}/bin/guestpipe";
        };
      });
      devShells = forEach (system: { default = (of system).shell; });
      checks = forEach (system: { inherit (of system) guestpipe lint tests; });
    };
}
