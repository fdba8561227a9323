# The way `v`. What compiles it is left for the other way, and so is what stands in the place of the parts that are left out.
c_options='-DRtsWay="rts_v"'
cmm_options=-optc-DNOSMP
ticker_options=
port=$recipe/port
. "$recipe/way.sh"

mkdir "$out/share"
install -m 644 "$recipe/way.sh" "$out/share/way.sh"
cp -R --no-preserve=mode "$recipe/port" "$out/share/port"
