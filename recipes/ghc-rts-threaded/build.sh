# The way `thr`; its ticks come from a thread of its own.
c_options='-DRtsWay="rts_thr" -DTHREADED_RTS'
cmm_options=-optc-DTHREADED_RTS
ticker_options="-DUSE_PTHREAD_FOR_ITIMER -D_GNU_SOURCE"
port=$in/ghc-rts/share/port
. "$in/ghc-rts/share/way.sh"
