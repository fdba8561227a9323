module Main (main) where

import qualified Data.Vector.Unboxed as U
import Statistics.Correlation (pearson)
import Statistics.Distribution (cumulative, density, probability, quantile)
import Statistics.Distribution.Normal (normalDistr, standard)
import Statistics.Distribution.Binomial (binomial)
import Statistics.Distribution.StudentT (studentT)
import Statistics.Quantile (median, medianUnbiased)
import Statistics.Regression (olsRegress)
import Statistics.Sample (mean, stdDev, variance, varianceUnbiased)
import Statistics.Transform (fft, ifft)
import Data.Complex
import Text.Printf (printf)

main :: IO ()
main = do
  let xs = U.fromList [2, 4, 4, 4, 5, 5, 7, 9] :: U.Vector Double
  printf "%.6f %.6f %.6f %.6f\n" (mean xs) (variance xs) (varianceUnbiased xs) (stdDev xs)
  printf "%.6f\n" (median medianUnbiased xs)
  printf "%.6f %.6f\n" (cumulative standard 1.96) (quantile standard 0.975)
  printf "%.6f\n" (density (normalDistr 1 2) 0)
  printf "%.6f\n" (probability (binomial 10 0.5) 5)
  printf "%.6f\n" (quantile (studentT 10) 0.975)
  printf "%.6f\n" (pearson (U.zip xs (U.map (\x -> 3 * x + 1) xs)))
  let (coefficients, r2) = olsRegress [xs] (U.map (\x -> 3 * x + 1) xs)
  printf "%.6f %.6f %.6f\n" (coefficients U.! 0) (coefficients U.! 1) r2
  let back = ifft (fft (U.map (:+ 0) xs))
  print (U.all (< 1e-9) (U.zipWith (\a b -> magnitude (a - (b :+ 0))) back xs))
