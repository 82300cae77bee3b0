# Prepared, and NOT TRIED: no Mac and no Homebrew was at hand. Until somebody has run it, docs/install.md names pipx.
#
# In a copy of the repository: `just wheel` makes dist/legdiary-0.1.0.tar.gz, `shasum -a 256` of it goes below, and
# `brew install --build-from-source ./packaging/homebrew/legdiary.rb` should install it. A formula for others needs an
# address from which that archive can be fetched, and its libraries as resources (`brew update-python-resources`).
class Legdiary < Formula
  include Language::Python::Virtualenv

  desc "Private diary for restless legs, sleep, kratom against a taper plan, and magnesium"
  url "file://#{File.expand_path("../../dist/legdiary-0.1.0.tar.gz", __dir__)}"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "MIT"

  depends_on "python@3.13"

  def install
    virtualenv_create(libexec, "python3.13", without_pip: false)
    system libexec/"bin/python", "-m", "pip", "install", buildpath.to_s
    bin.install_symlink libexec/"bin/legdiary"
    man1.install "docs/man/legdiary.1"
    generate_completions_from_executable(bin/"legdiary", "completion", shells: [:bash, :zsh, :fish])
  end

  test do
    system bin/"legdiary", "demo", "--output", testpath/"demo.db"
    assert_match "taper", shell_output("#{bin}/legdiary --diary #{testpath}/demo.db taper show")
  end
end
